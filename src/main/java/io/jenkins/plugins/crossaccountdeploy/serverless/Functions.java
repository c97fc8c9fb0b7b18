package io.jenkins.plugins.crossaccountdeploy.serverless;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.crossaccountdeploy.account.Accounts;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.SdkHttpMethod;

/** The Lambda functions of the production account. All methods throw {@link software.amazon.awssdk.core.exception.SdkException}. */
public final class Functions {

    /** What a function is called whose version is still to be published. */
    public static final String LATEST = "$LATEST";

    private static final String API = "2015-03-31";

    private final Accounts accounts;

    public Functions(Accounts accounts) {
        this.accounts = accounts;
    }

    /** Whether a version can be used. */
    public enum Readiness {
        READY,
        /** It is being made, or its code or configuration is being changed. */
        PENDING,
        /** Nobody has used it for weeks: its next invocation fails, and has Lambda make it ready again. */
        INACTIVE,
        /** It cannot be invoked. */
        UNUSABLE,
        FAILED
    }

    /**
     * How a version is.
     *
     * @param reason what Lambda says of it; may be empty
     */
    public record State(Readiness readiness, String reason) {}

    /**
     * What an alias points to.
     *
     * @param version that gets the traffic, but for what others get of it
     * @param weights of these others, from 0 to 1: while a deployment shifts the traffic, and for good once one was stopped that
     *     was not rolled back
     */
    public record Alias(String version, Map<String, BigDecimal> weights) {

        public Alias {
            weights = Map.copyOf(weights);
        }

        public boolean isSplit() {
            return !weights.isEmpty();
        }

        /** Such as {@code version 7, and sends 10 % of its traffic to version 8}. */
        public String words() {
            StringBuilder words = new StringBuilder("version ").append(version);
            new TreeMap<>(weights)
                    .forEach((other, weight) -> words.append(", and sends ")
                            .append(weight.movePointRight(2)
                                    .stripTrailingZeros()
                                    .toPlainString())
                            .append(" % of its traffic to version ")
                            .append(other));
            return words.toString();
        }
    }

    /**
     * How a version is (<a
     * href="https://docs.aws.amazon.com/lambda/latest/api/API_GetFunctionConfiguration.html">GetFunctionConfiguration</a>, <a
     * href="https://docs.aws.amazon.com/lambda/latest/dg/functions-states.html">Lambda function states</a>). What is not
     * published yet is not invoked either: only a change of it that goes on, or has failed, matters.
     *
     * @param version a number or {@link #LATEST}
     */
    public State state(String function, String version) {
        JsonNode answer = call(SdkHttpMethod.GET, function, Map.of("Qualifier", version), "", "configuration");
        String state = answer.path("State").asText("Active");
        String update = answer.path("LastUpdateStatus").asText("Successful");
        if (state.equals("Failed") || update.equals("Failed")) {
            return new State(
                    Readiness.FAILED,
                    answer.path(state.equals("Failed") ? "StateReason" : "LastUpdateStatusReason")
                            .asText());
        }
        if (state.equals("Pending") || update.equals("InProgress")) {
            return new State(Readiness.PENDING, "");
        }
        if (state.equals("Active") || version.equals(LATEST)) {
            return new State(Readiness.READY, "");
        }
        return switch (state) {
            case "Inactive" -> new State(Readiness.INACTIVE, "");
            case "Deactivating", "Deactivated", "ActiveNonInvocable", "Deleting" ->
                new State(Readiness.UNUSABLE, state);
            // A later API may know more.
            default -> new State(Readiness.PENDING, "");
        };
    }

    /**
     * Publishes what the function is now, and returns the number of the version. If nothing has changed since the last version,
     * that is it (<a
     * href="https://docs.aws.amazon.com/lambda/latest/api/API_PublishVersion.html">PublishVersion</a>).
     */
    public String publish(String function) {
        return required(call(SdkHttpMethod.POST, function, Map.of(), "{}", "versions"), "Version");
    }

    /** What an alias points to (<a href="https://docs.aws.amazon.com/lambda/latest/api/API_GetAlias.html">GetAlias</a>). */
    public Alias alias(String function, String alias) {
        JsonNode answer = call(SdkHttpMethod.GET, function, Map.of(), "", "aliases", alias);
        Map<String, BigDecimal> weights = new TreeMap<>();
        answer.path("RoutingConfig")
                .path("AdditionalVersionWeights")
                .properties()
                .forEach(
                        weight -> weights.put(weight.getKey(), weight.getValue().decimalValue()));
        return new Alias(required(answer, "FunctionVersion"), weights);
    }

    private JsonNode call(
            SdkHttpMethod method, String function, Map<String, String> query, String input, String... below) {
        List<String> path = new ArrayList<>(List.of(API, "functions", function));
        path.addAll(List.of(below));
        return accounts.lambda().rest(method, path, query, input, accounts.production());
    }

    private static String required(JsonNode answer, String field) {
        String value = answer.path(field).asText();
        if (value.isEmpty()) {
            throw SdkClientException.create("The answer of Lambda has no " + field);
        }
        return value;
    }
}
