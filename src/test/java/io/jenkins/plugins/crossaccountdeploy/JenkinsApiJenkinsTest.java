package io.jenkins.plugins.crossaccountdeploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Executable;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What {@code central/jenkins-api/} says of Jenkins' API is true of the real one. */
class JenkinsApiJenkinsTest {

    private static final Path SIGNATURES = Repository.file("central/jenkins-api");

    @TempDir
    static Path classes;

    static Stream<String> types() throws IOException {
        try (Stream<Path> files = Files.walk(SIGNATURES)) {
            List<Path> sources =
                    files.filter(file -> file.toString().endsWith(".java")).toList();
            compile(sources);
        }
        try (Stream<Path> files = Files.walk(classes)) {
            return files
                    .filter(file -> file.toString().endsWith(".class"))
                    .map(file -> classes.relativize(file).toString())
                    .map(file -> file.substring(0, file.length() - ".class".length())
                            .replace(java.io.File.separatorChar, '.'))
                    .sorted()
                    .toList()
                    .stream();
        }
    }

    private static void compile(List<Path> sources) throws IOException {
        var compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            assertThat(compiler.getTask(
                                    null,
                                    files,
                                    null,
                                    List.of("-proc:none", "-nowarn", "-d", classes.toString()),
                                    null,
                                    files.getJavaFileObjectsFromPaths(sources))
                            .call())
                    .isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource("types")
    void saysNothingThatIsNotSo(String name) throws Exception {
        try (URLClassLoader loader = new SignaturesFirst(classes.toUri().toURL())) {
            Class<?> said = Class.forName(name, false, loader);
            Class<?> real = Class.forName(name, false, getClass().getClassLoader());
            assertThat(real).isNotSameAs(said);
            assertThat(Modifier.toString(said.getModifiers())).isEqualTo(Modifier.toString(real.getModifiers()));
            assertThat(ancestors(real)).containsAll(ancestors(said));
            assertThat(annotations(real)).containsAll(annotations(said));
            assertThat(members(real)).containsAll(members(said));
        }
    }

    private static Set<String> ancestors(Class<?> type) {
        Set<String> names = new TreeSet<>();
        for (Class<?> each = type.getSuperclass(); each != null; each = each.getSuperclass()) {
            names.add(each.getName());
            names.addAll(ancestors(each));
        }
        for (Class<?> each : type.getInterfaces()) {
            names.add(each.getName());
            names.addAll(ancestors(each));
        }
        return names;
    }

    private static Set<String> annotations(AnnotatedElement element) {
        return Arrays.stream(element.getAnnotations())
                .map(Annotation::annotationType)
                .map(Class::getName)
                .filter(name -> !name.startsWith("java.lang.annotation.Inherited"))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** What a plugin can see of a type: its own members and the ones it inherits. */
    private static Set<String> members(Class<?> type) {
        Set<String> members = new TreeSet<>();
        for (Member member : type.getDeclaredFields()) {
            add(members, member);
        }
        for (Member member : type.getDeclaredConstructors()) {
            add(members, member);
        }
        for (Member member : type.getDeclaredMethods()) {
            add(members, member);
        }
        return members;
    }

    private static void add(Set<String> members, Member member) {
        boolean isVisible = Modifier.isPublic(member.getModifiers()) || Modifier.isProtected(member.getModifiers());
        if (isVisible && !member.isSynthetic()) {
            members.add(description(member));
        }
    }

    private static String description(Member member) {
        int irrelevant = Modifier.SYNCHRONIZED | Modifier.NATIVE | Modifier.TRANSIENT;
        String modifiers = Modifier.toString(member.getModifiers() & ~irrelevant);
        if (member instanceof Executable executable) {
            String returned = member instanceof Method method
                    ? method.getGenericReturnType().getTypeName()
                    : "";
            return modifiers + " " + returned + " " + member.getName()
                    + Arrays.stream(executable.getGenericParameterTypes())
                            .map(java.lang.reflect.Type::getTypeName)
                            .toList()
                    + Arrays.stream(executable.getExceptionTypes())
                            .map(Class::getName)
                            .sorted()
                            .toList();
        }
        return modifiers + " " + member.getName();
    }

    /** Finds a type among the signatures before it asks for the real one. */
    private static final class SignaturesFirst extends URLClassLoader {

        SignaturesFirst(URL signatures) {
            super(new URL[] {signatures}, JenkinsApiJenkinsTest.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            synchronized (getClassLoadingLock(name)) {
                Class<?> loaded = findLoadedClass(name);
                if (loaded != null) {
                    return loaded;
                }
                try {
                    return findClass(name);
                } catch (ClassNotFoundException e) {
                    return super.loadClass(name, resolve);
                }
            }
        }
    }
}
