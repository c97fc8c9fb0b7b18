package io.jenkins.plugins.crossaccountdeploy.simulator.cloudformation;

import io.jenkins.plugins.crossaccountdeploy.simulator.http.Json;
import java.util.List;
import java.util.Optional;

/**
 * A reference to a parameter, to a resource, or to one of a resource's attributes.
 *
 * @param attribute empty for {@code Ref}
 */
record Intrinsic(String logicalId, Optional<String> attribute) {

    /** The function that an object stands for, if it does; others than {@code Ref} and {@code Fn::GetAtt} are refused. */
    static Optional<Intrinsic> of(Json json) {
        if (json.members().size() != 1) {
            if (json.members().keySet().stream().anyMatch(Intrinsic::isFunction)) {
                throw new IllegalArgumentException("A function stands alone: " + json);
            }
            return Optional.empty();
        }
        String name = json.members().keySet().iterator().next();
        if (!isFunction(name)) {
            return Optional.empty();
        }
        Object argument = json.get(name);
        if (name.equals("Ref") && argument instanceof String id) {
            return Optional.of(new Intrinsic(id, Optional.empty()));
        }
        if (name.equals("Fn::GetAtt")
                && argument instanceof List<?> path
                && path.size() == 2
                && path.get(0) instanceof String id
                && path.get(1) instanceof String attribute) {
            return Optional.of(new Intrinsic(id, Optional.of(attribute)));
        }
        throw new IllegalArgumentException("The simulator does not know the function " + json);
    }

    private static boolean isFunction(String name) {
        return name.equals("Ref") || name.startsWith("Fn::");
    }
}
