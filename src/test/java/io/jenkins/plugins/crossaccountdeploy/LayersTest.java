package io.jenkins.plugins.crossaccountdeploy;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class LayersTest {

    private static final String ROOT = "io.jenkins.plugins.crossaccountdeploy";

    private static final JavaClasses PLUGIN = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(ROOT);

    @Test
    void onlyTheRootPackageAndItsConfigurationKnowJenkins() {
        noClasses()
                .that()
                .resideInAnyPackage(ROOT + ".(*)..")
                .and()
                .resideOutsideOfPackage(ROOT + ".configuration")
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
                .resideInAPackage(ROOT + ".bundle..")
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(
                        ROOT + ".bundle..",
                        "java..",
                        "javax..",
                        "edu.umd.cs.findbugs.annotations..",
                        "org.apache.commons.compress..",
                        "org.yaml.snakeyaml.."))
                .check(PLUGIN);
    }

    @Test
    void eachLayerKnowsTheOnesBelow() {
        layeredArchitecture()
                .consideringOnlyDependenciesInAnyPackage(ROOT + "..")
                .layer("Jenkins")
                .definedBy(ROOT)
                .layer("configuration")
                .definedBy(ROOT + ".configuration")
                .layer("deployment")
                .definedBy(ROOT + ".deployment..")
                .layer("revision")
                .definedBy(ROOT + ".revision..")
                .layer("account")
                .definedBy(ROOT + ".account..")
                .layer("bundle")
                .definedBy(ROOT + ".bundle..")
                .whereLayer("Jenkins")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("configuration")
                .mayOnlyBeAccessedByLayers("Jenkins")
                .whereLayer("deployment")
                .mayOnlyBeAccessedByLayers("Jenkins")
                .whereLayer("revision")
                .mayOnlyBeAccessedByLayers("Jenkins", "configuration", "deployment")
                .whereLayer("account")
                .mayOnlyBeAccessedByLayers("Jenkins", "configuration", "deployment", "revision")
                .whereLayer("bundle")
                .mayOnlyBeAccessedByLayers("Jenkins", "configuration", "deployment", "revision")
                .check(PLUGIN);
    }

    /** Jenkins calls them by reflection from another package, which a class that is not public does not let it. */
    @Test
    void jenkinsCanReachWhatItCallsAtItsEnd() {
        methods()
                .that()
                .areAnnotatedWith("hudson.init.Terminator")
                .should()
                .beDeclaredInClassesThat()
                .arePublic()
                .check(PLUGIN);
    }
}
