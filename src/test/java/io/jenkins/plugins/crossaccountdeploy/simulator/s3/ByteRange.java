package io.jenkins.plugins.crossaccountdeploy.simulator.s3;

import io.jenkins.plugins.crossaccountdeploy.simulator.http.AwsError;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Some consecutive bytes of an object. */
record ByteRange(long from, long count) {

    private static final Pattern SYNTAX = Pattern.compile("bytes=(\\d*)-(\\d*)");

    /** Reads a Range header; one that S3 does not understand is as good as none. */
    static Optional<ByteRange> parse(String header, long size) {
        Matcher matcher = SYNTAX.matcher(header);
        if (!matcher.matches() || matcher.group(1).isEmpty() && matcher.group(2).isEmpty()) {
            return Optional.empty();
        }
        long from;
        long end;
        if (matcher.group(1).isEmpty()) {
            from = Math.max(0, size - Long.parseLong(matcher.group(2)));
            end = size;
        } else {
            from = Long.parseLong(matcher.group(1));
            end = matcher.group(2).isEmpty() ? size : Math.min(size, Long.parseLong(matcher.group(2)) + 1);
        }
        if (from >= size || from >= end) {
            throw new AwsError(416, "InvalidRange", "The requested range is not satisfiable")
                    .detail("RangeRequested", header)
                    .detail("ActualObjectSize", String.valueOf(size));
        }
        return Optional.of(new ByteRange(from, end - from));
    }
}
