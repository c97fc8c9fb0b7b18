package io.jenkins.plugins.crossaccountdeploy.account;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import software.amazon.awssdk.http.SdkHttpResponse;

/** What time it is by the clock of whoever has answered. */
public final class ServerTime {

    private ServerTime() {}

    /** When an answer was given, to the second; empty if it does not say so. */
    public static Optional<Instant> of(SdkHttpResponse response) {
        return response.firstMatchingHeader("Date").flatMap(ServerTime::parse);
    }

    private static Optional<Instant> parse(String date) {
        try {
            return Optional.of(DateTimeFormatter.RFC_1123_DATE_TIME.parse(date, Instant::from));
        } catch (DateTimeException foreign) {
            return Optional.empty();
        }
    }
}
