package io.jenkins.plugins.crossaccountdeploy.explanation;

import io.jenkins.plugins.crossaccountdeploy.account.AwsErrors;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * An error that AWS has not given, since AWS puts a code into each: the answer of a proxy, a firewall, a load balancer, or of
 * something else at an endpoint.
 *
 * @param status of HTTP
 * @param text the first words of it; empty if there are none
 * @param server what answered, as it calls itself; empty if it does not
 * @param via what the answer came through, as that calls itself; empty if it does not
 */
record ForeignAnswer(int status, String text, String server, String via) {

    static Optional<ForeignAnswer> of(SdkException failure) {
        return failure instanceof AwsServiceException answer
                        && AwsErrors.code(answer).isEmpty()
                ? Optional.of(new ForeignAnswer(
                        answer.statusCode(),
                        AwsErrors.message(answer),
                        header(answer, "Server"),
                        header(answer, "Via")))
                : Optional.empty();
    }

    private static String header(AwsServiceException answer, String name) {
        return AwsErrors.response(answer)
                .map(response -> String.join(", ", response.matchingHeaders(name)))
                .orElse("");
    }

    /** {@code HTTP 403 without an error code of AWS, from server 'squid', via '1.1 proxy': Access Denied}. */
    String words() {
        String from = Stream.of(
                        "HTTP " + status + " without an error code of AWS",
                        server.isBlank() ? "" : "from server '" + server + "'",
                        via.isBlank() ? "" : "via '" + via + "'")
                .filter(words -> !words.isEmpty())
                .collect(Collectors.joining(", "));
        return text.isBlank() ? from : from + ": " + Explanation.sentence(text);
    }

    /**
     * What to do about it.
     *
     * @param machine what has sent the request: the controller or the agent
     */
    String remedy(String machine) {
        String between = "a proxy or a firewall between the " + machine + " and AWS";
        if (status == 407) {
            return "The proxy of the " + machine + " asks who uses it: give it a user and a password.";
        }
        if (status >= 500) {
            return "That is AWS itself or " + between + ", overloaded or broken: build again later.";
        }
        return "That is no policy of AWS, but " + between + ", or another server at the environment's endpoints: let"
                + " the request pass, or correct the endpoints.";
    }
}
