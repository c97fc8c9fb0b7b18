package io.jenkins.plugins.crossaccountdeploy;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class LayersTest {

    private static final String ROOT = "io.jenkins.plugins.crossaccountdeploy";

    private static final String[] ON_AGENTS = {
        ROOT + ".selection..", ROOT + ".appspec..", ROOT + ".archive..", ROOT + ".bundle.."
    };

    private static final JavaClasses PLUGIN = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(ROOT);

    @Test
    void onlyTheRootPackageAndWhatPeopleSeeKnowJenkins() {
        noClasses()
                .that()
                .resideInAnyPackage(ROOT + ".(*)..")
                .and()
                .resideOutsideOfPackages(
                        ROOT + ".administration",
                        ROOT + ".board",
                        ROOT + ".checkout",
                        ROOT + ".configuration",
                        ROOT + ".monitoring",
                        ROOT + ".page",
                        ROOT + ".redeployment")
                .should()
                .dependOnClassesThat(resideInAnyPackage(
                        "hudson..",
                        "jenkins..",
                        "org.jenkinsci..",
                        "org.kohsuke..",
                        "com.cloudbees..",
                        "net.sf.json..",
                        "com.google.common.."))
                .check(PLUGIN);
    }

    @Test
    void whatRunsOnAgentsKnowsTheJdkAndTwoFormatsAlone() {
        classes()
                .that()
                .resideInAnyPackage(ON_AGENTS)
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(
                        ROOT + ".selection..",
                        ROOT + ".appspec..",
                        ROOT + ".archive..",
                        ROOT + ".bundle..",
                        "java..",
                        "javax..",
                        "edu.umd.cs.findbugs.annotations..",
                        "org.apache.commons.compress..",
                        "org.yaml.snakeyaml.."))
                .check(PLUGIN);
    }

    @Test
    void packagesDependOnEachOtherInOneDirection() {
        slices().matching(ROOT + ".(*)..").should().beFreeOfCycles().check(PLUGIN);
    }

    @Test
    void nothingKnowsTheRootPackage() {
        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT)
                .should()
                .dependOnClassesThat(resideInAPackage(ROOT))
                .check(PLUGIN);
    }

    @Test
    void theAdministratorsEnvironmentsKnowNothingOfRuns() {
        noClasses()
                .that()
                .resideInAnyPackage(ROOT + ".configuration..", ROOT + ".administration..", ROOT + ".monitoring..")
                .should()
                .dependOnClassesThat(resideInAnyPackage(ROOT + ".deployment..", ROOT + ".watch.."))
                .check(PLUGIN);
    }

    /** Those that are nested count with the class that they are in. */
    @Test
    void aPackageHasNoMoreClassesThanAReaderKeepsInMind() {
        Map<String, Long> sizes = PLUGIN.stream()
                .filter(type -> type.isTopLevelClass() && !type.getSimpleName().equals("package-info"))
                .filter(type -> !type.getName().endsWith(".Messages"))
                .collect(Collectors.groupingBy(JavaClass::getPackageName, Collectors.counting()));
        assertThat(sizes).allSatisfy((name, size) -> assertThat(size).as(name).isLessThanOrEqualTo(22));
    }
}
