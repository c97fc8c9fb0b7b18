package io.jenkins.plugins.crossaccountdeploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.crossaccountdeploy.configuration.Choice;
import io.jenkins.plugins.crossaccountdeploy.configuration.DeploymentEndpoints;
import io.jenkins.plugins.crossaccountdeploy.configuration.DeploymentEnvironment;
import io.jenkins.plugins.crossaccountdeploy.configuration.DeploymentRole;
import io.jenkins.plugins.crossaccountdeploy.configuration.DeploymentSource;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kohsuke.stapler.DataBoundSetter;
import org.yaml.snakeyaml.Yaml;

/** What README and docs print to be copied: Configuration as Code is without a fault, and steps have parameters that exist. */
class DocumentedSnippetsTest {

    /** What Groovy has in place of Java's primitive types. */
    private static final Map<Class<?>, Class<?>> TAKEN = Map.of(int.class, Integer.class, boolean.class, Boolean.class);

    /** Something to copy, and where it is from. */
    record Snippet(String from, String text) {

        @Override
        public String toString() {
            return from;
        }
    }

    private static Stream<Snippet> snippets(String language, String... endings) {
        Stream<Snippet> printed = Repository.documents()
                .flatMap(document -> Repository.blocks(document, language)
                        .map(block -> new Snippet(document.getFileName().toString(), block)));
        Stream<Snippet> samples = Repository.samples()
                .filter(file -> Arrays.stream(endings).anyMatch(file.toString()::endsWith))
                .map(file -> new Snippet(file.getFileName().toString(), Repository.text(file)));
        return Stream.concat(printed, samples);
    }

    static Stream<Snippet> yaml() {
        return snippets("yaml", ".yaml");
    }

    static Stream<Snippet> groovy() {
        return snippets("groovy", ".groovy", ".Jenkinsfile");
    }

    @ParameterizedTest
    @MethodSource("yaml")
    void environmentsAreWithoutAFault(Snippet snippet) {
        for (Object environment : environments(new Yaml().load(snippet.text()))) {
            assertThat(bound((Map<?, ?>) environment).faults())
                    .as(snippet.text())
                    .isEmpty();
        }
    }

    /** Who copies the sample gets environments none of which deploys to another one's place. */
    @Test
    void sampleEnvironmentsAreKeptApart() {
        List<DeploymentEnvironment> sample =
                environments(new Yaml().load(Repository.text(Repository.file("sample-scripts/jenkins.yaml")))).stream()
                        .map(environment -> bound((Map<?, ?>) environment))
                        .toList();

        assertThat(sample).hasSizeGreaterThan(1).allSatisfy(environment -> {
            assertThat(environment.getAllowedJobs()).isNotEmpty();
            assertThat(environment.getApplications()).containsExactly(environment.getApplication());
            assertThat(environment.getDeploymentGroups()).containsExactly(environment.getDeploymentGroup());
        });
        assertThat(sample)
                .extracting(environment -> environment.getRole().getArn())
                .doesNotHaveDuplicates();
        assertThat(sample)
                .extracting(environment -> environment.getRole().getExternalId())
                .doesNotHaveDuplicates();
        assertThat(sample)
                .extracting(environment -> environment.getApplication() + "/" + environment.getDeploymentGroup())
                .doesNotHaveDuplicates();
    }

    private static List<?> environments(Object yaml) {
        if (yaml instanceof List<?> list) {
            return list;
        }
        Map<?, ?> unclassified = (Map<?, ?>) ((Map<?, ?>) yaml).get("unclassified");
        return (List<?>) ((Map<?, ?>) unclassified.get("crossAccountDeploy")).get("environments");
    }

    private static DeploymentEnvironment bound(Map<?, ?> yaml) {
        Map<?, ?> source = (Map<?, ?>) yaml.get("source");
        Map<?, ?> role = (Map<?, ?>) yaml.get("role");
        return set(
                new DeploymentEnvironment(
                        (String) yaml.get("name"),
                        (String) yaml.get("region"),
                        set(new DeploymentSource((String) source.get("bucket")), source, List.of("bucket")),
                        set(new DeploymentRole((String) role.get("arn")), role, List.of("arn"))),
                yaml,
                List.of("name", "region", "source", "role"));
    }

    /** Sets what the constructor does not take, as Configuration as Code does. */
    private static <T> T set(T target, Map<?, ?> fields, List<String> ofConstructor) {
        fields.forEach((name, value) -> {
            if (!ofConstructor.contains(name)) {
                Method setter = Arrays.stream(target.getClass().getMethods())
                        .filter(method -> method.isAnnotationPresent(DataBoundSetter.class))
                        .filter(method -> method.getName().equalsIgnoreCase("set" + name))
                        .findFirst()
                        .orElseThrow(() -> new AssertionError(target.getClass().getSimpleName() + " has no " + name));
                Object argument = value instanceof Map<?, ?> map
                        ? set(new DeploymentEndpoints(), map, List.of())
                        : setter.getParameterTypes()[0] == String.class ? String.valueOf(value) : value;
                try {
                    setter.invoke(target, argument);
                } catch (ReflectiveOperationException | IllegalArgumentException e) {
                    throw new AssertionError(name + " takes no " + value, e);
                }
            }
        });
        return target;
    }

    @ParameterizedTest
    @MethodSource("groovy")
    void stepsHaveParametersThatExistAndTakeWhatIsSaid(Snippet snippet) {
        assertThat(StepCalls.in(snippet.text()))
                .as(snippet.text())
                .allSatisfy(call -> assertThat(call).allSatisfy(DocumentedSnippetsTest::isTaken));
    }

    private static void isTaken(StepCalls.Argument argument) {
        if (argument.name().equals("environment")) {
            return;
        }
        Method setter = Arrays.stream(CrossAccountDeployStep.class.getMethods())
                .filter(method -> method.isAnnotationPresent(DataBoundSetter.class))
                .filter(method -> method.getName().substring(3).equalsIgnoreCase(argument.name()))
                .findFirst()
                .orElseThrow(() -> new AssertionError("The step has no parameter " + argument.name()));
        argument.value().ifPresent(value -> {
            assertThat(TAKEN.getOrDefault(setter.getParameterTypes()[0], setter.getParameterTypes()[0]))
                    .isAssignableFrom(value.getClass());
            choices(argument.name()).ifPresent(choices -> assertThat(choices).contains(value.toString()));
        });
    }

    /** Where there is a choice: the request has an enum of the parameter's name. */
    private static Optional<List<String>> choices(String parameter) {
        return Arrays.stream(DeploymentRequest.class.getDeclaredClasses())
                .filter(type -> type.isEnum() && type.getSimpleName().equalsIgnoreCase(parameter))
                .findFirst()
                .map(type -> Arrays.stream(type.getEnumConstants())
                        .map(choice -> Choice.text((Enum<?>) choice))
                        .toList());
    }

    @Test
    void aParameterThatIsGoneWouldBeNoticed() {
        List<StepCalls.Argument> call = StepCalls.in(
                        "node { def it = crossAccountDeploy environment: 'prod', onAbort: 'panic', region: 'eu-west-1', wait: 'x' }")
                .get(0);
        assertThat(call)
                .extracting(StepCalls.Argument::name)
                .containsExactly("environment", "onAbort", "region", "wait");
        assertThat(call.subList(1, 3))
                .allSatisfy(
                        argument -> assertThatThrownBy(() -> isTaken(argument)).isInstanceOf(AssertionError.class));
    }
}
