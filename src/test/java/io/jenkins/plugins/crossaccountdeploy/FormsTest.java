package io.jenkins.plugins.crossaccountdeploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.crossaccountdeploy.configuration.DeploymentEndpoints;
import io.jenkins.plugins.crossaccountdeploy.configuration.DeploymentEnvironment;
import io.jenkins.plugins.crossaccountdeploy.configuration.DeploymentRole;
import io.jenkins.plugins.crossaccountdeploy.configuration.DeploymentSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.verb.POST;

/** Every field of every form has a place, a help text and, unless it is ticked or chosen, a check. */
class FormsTest {

    private static final Path RESOURCES = Repository.file("src/main/resources/io/jenkins/plugins/crossaccountdeploy");

    record Field(Class<?> form, String name, Class<?> type) {

        private String capitalized() {
            return name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
        }

        private Path resource(String file) {
            return RESOURCES
                    .resolve(form.getName()
                            .substring(FormsTest.class.getPackageName().length() + 1)
                            .replace('.', '/'))
                    .resolve(file);
        }

        boolean isTyped() {
            return type == String.class || type == int.class || java.util.List.class.isAssignableFrom(type);
        }

        @Override
        public String toString() {
            return form.getSimpleName() + "." + name;
        }
    }

    static Stream<Field> fields() {
        return Stream.of(
                        DeploymentEnvironment.class,
                        DeploymentSource.class,
                        DeploymentRole.class,
                        DeploymentEndpoints.class,
                        CrossAccountDeployStep.class)
                .flatMap(FormsTest::fields);
    }

    private static Stream<Field> fields(Class<?> form) {
        Stream<Field> required = Arrays.stream(form.getConstructors())
                .filter(constructor -> constructor.isAnnotationPresent(DataBoundConstructor.class))
                .map(Constructor::getParameters)
                .flatMap(Arrays::stream)
                .map(parameter -> field(form, parameter.getName(), parameter));
        Stream<Field> optional = Arrays.stream(form.getMethods())
                .filter(method -> method.isAnnotationPresent(DataBoundSetter.class))
                .map(method -> field(form, property(method), method.getParameters()[0]));
        return Stream.concat(required, optional)
                .filter(field -> !field.type().getSimpleName().startsWith("Deployment"));
    }

    private static Field field(Class<?> form, String name, Parameter parameter) {
        return new Field(form, name, parameter.getType());
    }

    private static String property(Method setter) {
        return setter.getName().substring(3, 4).toLowerCase(Locale.ROOT)
                + setter.getName().substring(4);
    }

    private static Class<?> descriptor(Class<?> form) {
        return Arrays.stream(form.getDeclaredClasses())
                .filter(nested -> nested.getSimpleName().equals("DescriptorImpl"))
                .findFirst()
                .orElseThrow();
    }

    @ParameterizedTest
    @MethodSource("fields")
    void placesEveryField(Field field) throws IOException {
        assertThat(Files.readString(field.resource("config.jelly"))).contains("field=\"" + field.name() + "\"");
    }

    @ParameterizedTest
    @MethodSource("fields")
    void explainsEveryField(Field field) throws IOException {
        assertThat(Files.readString(field.resource("help-" + field.name() + ".html")))
                .startsWith("<div>")
                .hasSizeGreaterThan(40);
    }

    @ParameterizedTest
    @MethodSource("fields")
    void checksEveryFieldThatIsTyped(Field field) {
        if (field.isTyped()) {
            assertThat(descriptor(field.form()).getMethods())
                    .extracting(Method::getName)
                    .containsAnyOf("doCheck" + field.capitalized(), "doFill" + field.capitalized() + "Items");
        }
    }

    @ParameterizedTest
    @ValueSource(
            classes = {
                DeploymentEnvironment.class,
                DeploymentSource.class,
                DeploymentRole.class,
                DeploymentEndpoints.class,
                CrossAccountDeployStep.class
            })
    void answersPostRequestsAlone(Class<?> form) {
        assertThat(descriptor(form).getMethods())
                .filteredOn(method -> method.getName().matches("do(Check|Fill).+"))
                .allMatch(method -> method.isAnnotationPresent(POST.class));
    }

    @Test
    void hasNoHelpForAFieldThatIsNot() throws IOException {
        try (Stream<Path> files = Files.walk(RESOURCES)) {
            Stream<String> helped = files.filter(
                            file -> file.getFileName().toString().startsWith("help-"))
                    .filter(file -> !file.toString().endsWith("_de.html"))
                    .map(file -> file.getParent().getFileName() + "."
                            + file.getFileName().toString().replaceAll("help-(.+)[.]html", "$1"));
            assertThat(helped)
                    .filteredOn(name -> !name.equals("CrossAccountDeployConfiguration.environments"))
                    .containsExactlyInAnyOrderElementsOf(
                            fields().map(Field::toString).toList());
        }
    }

    @Test
    void passesAContentSecurityPolicy() throws IOException {
        try (Stream<Path> files = Files.walk(RESOURCES)) {
            assertThat(files.filter(Files::isRegularFile))
                    .allSatisfy(file -> assertThat(read(file))
                            .doesNotContainIgnoringCase("<script", "<style", " style=", "javascript:")
                            .doesNotContainPattern("\\son[a-z]+=[\"']"));
        }
    }

    /** What Java writes of a page, too. */
    @Test
    void writesNoStyleIntoPages() throws IOException {
        try (Stream<Path> files = Files.walk(Repository.file("src/main/java"))) {
            assertThat(files.filter(Files::isRegularFile))
                    .allSatisfy(file -> assertThat(read(file)).doesNotContain("\"style\"", " style="));
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
