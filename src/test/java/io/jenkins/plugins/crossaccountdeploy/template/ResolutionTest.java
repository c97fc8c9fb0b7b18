package io.jenkins.plugins.crossaccountdeploy.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.crossaccountdeploy.selection.Faults;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ResolutionTest {

    private static final Variables NO_VARIABLES = new Variables(Map.of(), Set.of());

    private final Faults faults = new Faults();

    private Resolution resolve(String yaml, Map<String, String> given, Variables variables, String... later) {
        Resolution resolution = new Resolution(new Values(given), variables, Set.of(later), faults);
        resolution.resolve("appspec.yml", new YamlTemplate(yaml));
        return resolution;
    }

    private void assertFault(String expected) {
        assertThatThrownBy(faults::throwIfAny).hasMessage(expected);
    }

    @Test
    void whatIsGivenCountsBeforeTheBuildsVariables() throws Exception {
        Variables variables = new Variables(Map.of("A", "variable", "B", "variable", "C", "unused"), Set.of());

        Resolution resolution = resolve("a: <A> <B>", Map.of("A", "given"), variables);

        faults.throwIfAny();
        assertThat(resolution.values().byName()).isEqualTo(Map.of("A", "given", "B", "variable"));
        assertThat(resolution.unused()).isEmpty();
    }

    @Test
    void aNameWithoutAValueIsAFault() {
        resolve("\n\na: <IMAGE>", Map.of(), NO_VARIABLES);

        assertFault(
                "appspec.yml:3: <IMAGE> has no value. Give it one with placeholders: ['IMAGE=...'], or as a variable"
                        + " of the build.");
    }

    @Test
    void aSecretOfTheBuildIsTakenOnlyWhenItIsGiven() throws Exception {
        Variables variables = new Variables(Map.of("TOKEN", "hunter2"), Set.of("TOKEN"));

        assertThat(resolve("a: <TOKEN>", Map.of("TOKEN", "x"), variables)
                        .values()
                        .get("TOKEN"))
                .contains("x");
        faults.throwIfAny();
        resolve("a: <TOKEN>", Map.of(), variables);
        assertFault(
                "appspec.yml:1: <TOKEN> is a secret of the build, and everybody who may see the deployment in AWS can"
                        + " read it there. Refer to a secret's ARN instead, or give the value with placeholders.");
    }

    @Test
    void aMalformedNameIsAFault() {
        resolve("a: <TASK-DEFINITION>", Map.of(), NO_VARIABLES);

        assertFault(
                "appspec.yml:1: <TASK-DEFINITION> is no name of a value: these have letters, digits and _, and no digit"
                        + " first. Rename it.");
    }

    @Test
    void aKeyCannotBeFilledIn() {
        resolve("<A>: b", Map.of("A", "a"), NO_VARIABLES);

        assertFault("appspec.yml:1: <A> stands in a key, and only values are filled in. Write the key out.");
    }

    @Test
    void halfACharacterIsNoValue() {
        resolve("a: <A>", Map.of("A", "\ud83d"), NO_VARIABLES);

        assertFault("appspec.yml:1: <A> has a value with half a character. Mend what makes it.");
    }

    @Test
    void whatTheRunMakesItselfCannotBeGiven() {
        resolve("a: <TARGET_VERSION>", Map.of("TARGET_VERSION", "8"), NO_VARIABLES, "TARGET_VERSION");

        assertFault("placeholders: TARGET_VERSION is set by this step itself. Leave it out.");
    }

    @Test
    void tellsWhatWasGivenForNothing() {
        assertThat(resolve("a: <A>", Map.of("A", "1", "B", "2"), NO_VARIABLES).unused())
                .containsExactly("B");
    }

    @Test
    void noValueIsInWhatIsPrinted() {
        assertThat(new Values(Map.of("A", "hunter2")).toString()).isEqualTo("[A]");
        assertThat(new Variables(Map.of("A", "hunter2"), Set.of()).toString()).isEqualTo("[A]");
    }
}
