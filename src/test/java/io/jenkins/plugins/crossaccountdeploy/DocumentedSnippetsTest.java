package io.jenkins.plugins.crossaccountdeploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.crossaccountdeploy.configuration.DeploymentEndpoints;
import io.jenkins.plugins.crossaccountdeploy.configuration.DeploymentEnvironment;
import io.jenkins.plugins.crossaccountdeploy.configuration.DeploymentRole;
import io.jenkins.plugins.crossaccountdeploy.configuration.DeploymentSource;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kohsuke.stapler.DataBoundSetter;
import org.yaml.snakeyaml.Yaml;

/** What README and docs print to be copied: Configuration as Code is without a fault, and steps have parameters that exist. */
class DocumentedSnippetsTest {

    private static final Pattern STEP = Pattern.compile("crossAccountDeploy\\(([^)]*)\\)");

    static Stream<Path> documents() throws IOException {
        try (Stream<Path> docs = Files.walk(Repository.file("docs"))) {
            return Stream.concat(Stream.of(Repository.file("README.md")), docs)
                    .filter(file -> file.toString().endsWith(".md"))
                    .sorted()
                    .toList()
                    .stream();
        }
    }

    private static Stream<String> blocks(Path document, String language) throws IOException {
        return Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(document))
                .results()
                .map(found -> found.group(1));
    }

    @ParameterizedTest
    @MethodSource("documents")
    void environmentsAreWithoutAFault(Path document) throws IOException {
        for (String yaml : blocks(document, "yaml").toList()) {
            for (Object environment : environments(new Yaml().load(yaml))) {
                assertThat(bound((Map<?, ?>) environment).faults()).as(yaml).isEmpty();
            }
        }
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
    @MethodSource("documents")
    void stepsHaveParametersThatExist(Path document) throws IOException {
        List<String> known = Arrays.stream(CrossAccountDeployStep.class.getMethods())
                .filter(method -> method.isAnnotationPresent(DataBoundSetter.class))
                .map(method -> method.getName().substring(3))
                .map(name -> Character.toLowerCase(name.charAt(0)) + name.substring(1))
                .toList();
        for (String groovy : blocks(document, "groovy").toList()) {
            Matcher step = STEP.matcher(groovy);
            while (step.find()) {
                Matcher parameter =
                        Pattern.compile("(\\w+): ").matcher(step.group(1).replaceAll("'[^']*'|\"[^\"]*\"", ""));
                while (parameter.find()) {
                    assertThat(parameter.group(1))
                            .as(groovy)
                            .satisfiesAnyOf(
                                    name -> assertThat(name).isEqualTo("environment"),
                                    name -> assertThat(known).contains(name));
                }
            }
        }
    }
}
