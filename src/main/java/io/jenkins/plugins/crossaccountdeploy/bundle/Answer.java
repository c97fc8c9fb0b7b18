package io.jenkins.plugins.crossaccountdeploy.bundle;

import io.jenkins.plugins.crossaccountdeploy.selection.Faults;
import java.net.http.HttpHeaders;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What S3 answers to a part, or a proxy in between.
 *
 * @param status of HTTP
 * @param code S3's error code; empty when there is none
 * @param reason S3's message, or the first words of what another has answered; on one line
 * @param eTag empty when there is none
 * @param versionId empty when there is none
 * @param server what has answered, as it calls itself; empty if it does not
 * @param via what the answer came through, as that calls itself; empty if it does not
 */
record Answer(int status, String code, String reason, String eTag, String versionId, String server, String via) {

    /** Errors of the service, and of the way to it, that another attempt may not meet. */
    private static final Set<String> PASSING = Set.of(
            "RequestTimeout",
            "BadDigest",
            "XAmzContentChecksumMismatch",
            "XAmzContentSHA256Mismatch",
            "IncompleteBody",
            "OperationAborted",
            "ConditionalRequestConflict");

    /** Errors of a signature that a fresh one does not have. */
    private static final Set<String> EXPIRED =
            Set.of("ExpiredToken", "TokenRefreshRequired", "RequestTimeTooSkewed", "RequestExpired");

    private static final int NOT_IMPLEMENTED = 501;

    /** In characters: more would not be read. */
    private static final int LONGEST_PAGE = 120;

    private static final int LONGEST_HEADER = 80;

    private static final Pattern CODE = Pattern.compile("<Code>([^<]{1,200})</Code>");
    private static final Pattern MESSAGE = Pattern.compile("<Message>([^<]{1,1000})</Message>");

    /** What is no text of a page: what is not shown, and tags. */
    private static final Pattern MARKUP =
            Pattern.compile("(?is)<(script|style)\\b.*?(</\\1>|$)|<!--.*?(-->|$)|<[^>]*(>|$)");

    /** Proxies like to repeat the URL that was asked for, which is signed. */
    private static final Pattern URL = Pattern.compile("(?i)\\b[a-z]+:/\\S*|\\S*(\\?\\S|X-Amz-)\\S*");

    static Answer of(int status, HttpHeaders headers, String body) {
        String code = first(CODE, body);
        return new Answer(
                status,
                code,
                code.isEmpty() ? words(body) : first(MESSAGE, body),
                headers.firstValue("ETag").orElse(""),
                headers.firstValue("x-amz-version-id").orElse(""),
                header(headers, "Server"),
                header(headers, "Via"));
    }

    private static String first(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        return matcher.find() ? Faults.oneLine(unescaped(matcher.group(1))) : "";
    }

    private static String header(HttpHeaders headers, String name) {
        return shortened(Faults.oneLine(headers.firstValue(name).orElse("")), LONGEST_HEADER);
    }

    private static String words(String page) {
        String text = unescaped(MARKUP.matcher(page).replaceAll(" "));
        String line = URL.matcher(text.replaceAll("\\s+", " ").strip()).replaceAll("...");
        return shortened(Faults.oneLine(line), LONGEST_PAGE);
    }

    private static String shortened(String text, int longest) {
        return text.length() > longest ? text.substring(0, longest) + "..." : text;
    }

    private static String unescaped(String xml) {
        return xml.replace("&quot;", "\"")
                .replace("&apos;", "'")
                .replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&amp;", "&");
    }

    boolean isSuccess() {
        return status == 200;
    }

    /** Whether an object is there already, which is not overwritten. */
    boolean isTaken() {
        return status == 412;
    }

    boolean isPassing() {
        return status >= 500 && status != NOT_IMPLEMENTED || status == 429 || status == 408 || PASSING.contains(code);
    }

    boolean isExpired() {
        return EXPIRED.contains(code) || status == 403 && !code.isEmpty() && reason.contains("expired");
    }

    /** Such as {@code HTTP 403 AccessDenied: Request has expired}. */
    @Override
    public String toString() {
        return "HTTP " + status + (code.isEmpty() ? "" : " " + code) + (reason.isEmpty() ? "" : ": " + reason);
    }
}
