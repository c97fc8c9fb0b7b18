package io.jenkins.plugins.crossaccountdeploy.appspec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.crossaccountdeploy.bundle.Trees;
import io.jenkins.plugins.crossaccountdeploy.selection.BundleException;
import io.jenkins.plugins.crossaccountdeploy.selection.Faults;
import io.jenkins.plugins.crossaccountdeploy.selection.Selection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

public class AppSpecTest {

    public static final String LAMBDA = """
            version: 0.0
            Resources:
              - myFunction:
                  Type: AWS::Lambda::Function
                  Properties:
                    Name: myFunction
                    Alias: live
                    CurrentVersion: "1"
                    TargetVersion: "2"
            Hooks:
              - BeforeAllowTraffic: checkIt
            """;

    private static final String ECS = """
            {
              "version": 0.0,
              "Resources": [
                {
                  "TargetService": {
                    "Type": "AWS::ECS::Service",
                    "Properties": {
                      "TaskDefinition": "arn:aws:ecs:eu-west-1:222222222222:task-definition/shop:7",
                      "LoadBalancerInfo": { "ContainerName": "shop", "ContainerPort": 8080 }
                    }
                  }
                }
              ],
              "Hooks": [ { "AfterAllowTestTraffic": "checkIt" } ]
            }
            """;

    @TempDir
    Path workspace;

    @Test
    void takesAllThatAnAppSpecForInstancesCanSay() throws Exception {
        String text = """
                # deployed by Jenkins
                version: 0.0
                os: linux
                files:
                  - source: /
                    destination: /srv/app
                file_exists_behavior: OVERWRITE
                permissions:
                  - object: /srv/app
                    pattern: "**"
                    except: [ '*.sh' ]
                    owner: app
                    group: app
                    mode: 4644
                    acls:
                      - "u:mary:rw"
                      - d:g:web:r-x
                    context:
                      user: unconfined_u
                      type: httpd_sys_content_t
                      range: s0-s0:c0.c123
                    type:
                      - file
                hooks:
                  ApplicationStop:
                  BeforeInstall:
                    - location: scripts/a.sh
                      timeout: 300
                      runas: root
                    - location: scripts/b.sh
                      timeout: 3300
                  AfterAllowTraffic:
                    - location: scripts/c.sh
                """;
        AppSpec appSpec = read(text);

        assertThat(appSpec).isEqualTo(new AppSpec("appspec.yml", text, AppSpec.Platform.SERVER));
    }

    @Test
    void tellsForWhichPlatformItIs() throws Exception {
        assertThat(read(LAMBDA).platform()).isEqualTo(AppSpec.Platform.LAMBDA);
        assertThat(read(ECS).platform()).isEqualTo(AppSpec.Platform.ECS);
        assertThat(AppSpec.Platform.ECS.apiName()).isEqualTo("ECS");
    }

    @Test
    void findsItUnderEachNameThatCodeDeployTakes() throws Exception {
        Files.writeString(workspace.resolve("appspec.json"), ECS);
        assertThat(AppSpec.read(workspace, Selection.ALL).file()).isEqualTo("appspec.json");
        Files.writeString(workspace.resolve("appspec.yaml"), Trees.APP_SPEC);
        assertThat(AppSpec.read(workspace, Selection.ALL).file()).isEqualTo("appspec.yaml");
        Files.writeString(workspace.resolve("appspec.yml"), Trees.APP_SPEC);
        assertThat(AppSpec.read(workspace, Selection.ALL).file()).isEqualTo("appspec.yml");

        Files.createDirectory(workspace.resolve("deploy"));
        Files.writeString(workspace.resolve("deploy/prod.yml"), LAMBDA);
        Selection prod = new Selection("", List.of(), List.of(), true, "deploy/prod.yml");
        assertThat(AppSpec.read(workspace, prod))
                .isEqualTo(new AppSpec("deploy/prod.yml", LAMBDA, AppSpec.Platform.LAMBDA));
    }

    @Test
    void saysWhereItIsMissing() {
        Selection prod = new Selection("", List.of(), List.of(), true, "deploy/prod.yml");
        assertThatThrownBy(() -> AppSpec.read(workspace, prod))
                .isInstanceOf(BundleException.class)
                .hasMessageStartingWith("deploy/prod.yml: is not in the workspace.");
        Selection outside = new Selection("", List.of(), List.of(), true, "../../../etc/passwd");
        assertThatThrownBy(() -> AppSpec.read(workspace, outside)).isInstanceOf(BundleException.class);
    }

    @Test
    void gathersEachFaultWithItsLine() throws Exception {
        assertFaults(
                """
                version: 1.0
                os: Linux
                fiels: []
                file_exists_behavior: OVERWRITES
                permissions:
                  - pattern: '**'
                    mode: 0755
                    type: [ files ]
                    acls: [ 'mary' ]
                  - object: /srv
                    mode: u+x
                hooks:
                  AfterInstal:
                    - location: a
                  ValidateService:
                    - location: a
                      timeout: soon
                    - timeuot: 30
                """,
                "appspec.yml:1: version '1.0' is not known.",
                "appspec.yml:2: os 'Linux' is not known. Did you mean 'linux'?",
                "appspec.yml:4: file_exists_behavior 'OVERWRITES' is not known. Did you mean 'OVERWRITE'?",
                "appspec.yml:6: object is missing.",
                "appspec.yml:7: mode 0755 is an octal number in YAML, and the agent would set 493. Write 755 without",
                "appspec.yml:8: type 'files' is not known. Did you mean 'file'?",
                "appspec.yml:9: 'mary' is not an access control entry.",
                "appspec.yml:11: mode 'u+x' is not one to four octal digits.",
                "appspec.yml:17: timeout 'soon' is not a number of seconds.",
                "appspec.yml:18: location is missing.");
    }

    @Test
    void wantsVersionAndSystem() throws Exception {
        assertFaults("{}", "appspec.yml:1: version is missing.", "appspec.yml:1: os is missing.");
        assertFaults("version: '0.0'\nos: linux", "appspec.yml:1: version is a text");
        assertFaults("", "appspec.yml:1: is empty.");
        assertFaults("just words", "appspec.yml:1: an AppSpec has 'key: value' lines.");
    }

    @Test
    void refusesPermissionsForWindows() throws Exception {
        assertFaults("""
                version: 0.0
                os: windows
                permissions:
                  - object: c:\\app
                """, "appspec.yml:4: permissions are for Linux instances only");
    }

    @Test
    void saysThatAByteOrderMarkMisleadsTheAgent() throws Exception {
        assertFaults("\uFEFF" + Trees.APP_SPEC, "appspec.yml:1: a byte order mark is before the first line");
        assertFaults("\uFEFFversion: 0.0\nos: Linux\n", "appspec.yml:2: os 'Linux' is not known.");
        assertThat(read("\uFEFF" + LAMBDA).content()).isEqualTo(LAMBDA);
    }

    @Test
    void checksResourcesOfEcsAndLambda() throws Exception {
        assertFaults(
                LAMBDA.replace("        Alias: live\n", "").replace("BeforeAllow", "BeforeAlow"),
                "appspec.yml:6: Alias is missing.",
                "appspec.yml:10: lifecycle event 'BeforeAlowTraffic' is not known. Did you mean 'BeforeAllowTraffic'?");
        assertFaults(ECS.replace("8080", "\"http\""), "appspec.yml:9: ContainerPort 'http' is not a number.");
        assertFaults(
                LAMBDA.replace("AWS::Lambda::Function", "AWS::EC2::Instance"),
                "appspec.yml:4: resource type 'AWS::EC2::Instance' is not known.");
    }

    @Test
    void checksTheShapeOfResources() throws Exception {
        String version = "version: 0.0\n";
        assertFaults(
                version + "Resources: {}\n",
                "appspec.yml:2: Resources is a list.",
                "appspec.yml:2: Resources is empty.");
        assertFaults(
                version + "Resources:\n  - f\n",
                "appspec.yml:3: an entry of Resources has 'key: value' lines.",
                "appspec.yml:3: Resources is empty.");
        assertFaults(
                version + "Resources:\n  - f: words\n",
                "appspec.yml:3: f has 'Type' and 'Properties' below it. Add them.");
        assertFaults(version + "Resources:\n  - f:\n      Typ: x\n", "appspec.yml:4: Type is missing. Add 'AWS::ECS");
        assertFaults(
                version + "Resources:\n  - f:\n      Type: AWS::Lambda::Function\n",
                "appspec.yml:4: Properties is missing. Add them as in CodeDeploy's reference.");
        assertFaults(
                version + "Resources:\n  - f:\n      Type: AWS::Lambda::Function\n      Properties:\n",
                "appspec.yml:5: Properties is missing.");
        assertFaults(
                version + "Resources:\n  - f:\n      Type: AWS::Lambda::Function\n      Properties: words\n",
                "appspec.yml:5: Properties has 'key: value' lines below it. Add them.");
        assertFaults(
                ECS.replaceAll("[{] \"ContainerName.*", "\"shop\""),
                "appspec.yml:9: LoadBalancerInfo has ContainerName and ContainerPort below it. Add them.");
        assertFaults(ECS.replaceAll("\"TaskDefinition\".*", ""), "appspec.yml:7: TaskDefinition is missing.");
        assertFaults(
                LAMBDA.replaceAll("Name: .*", "")
                        .replaceAll("CurrentVersion: .*", "")
                        .replaceAll("TargetVersion: .*", ""),
                "appspec.yml:7: Name is missing. Add that of the Lambda function.",
                "appspec.yml:7: CurrentVersion is missing.",
                "appspec.yml:7: TargetVersion is missing.");
    }

    @Test
    void checksVersionKeysAndHooksOfResources() throws Exception {
        assertFaults(LAMBDA.replace("version: 0.0\n", ""), "appspec.yml:1: version is missing. Add 'version: 0.0'.");
        assertFaults(
                LAMBDA.replace("version: 0.0", "version: 1.0"),
                "appspec.yml:1: version '1.0' is not known. CodeDeploy knows 'version: 0.0' only.");
        check(read(LAMBDA.replace("version: 0.0", "version: 0")));
        assertFaults(
                LAMBDA.replace("Resources", "resources")
                        .replace("AWS::Lambda::Function", "AWS::Lambda::Funktion")
                        .replace("Hooks", "hooks")
                        .replace("BeforeAllow", "BeforeAlow"),
                "appspec.yml:2: 'resources' is not known. Did you mean 'Resources'?",
                "appspec.yml:4: resource type 'AWS::Lambda::Funktion' is not known. Did you mean",
                "appspec.yml:10: 'hooks' is not known. Did you mean 'Hooks'?",
                "appspec.yml:11: lifecycle event 'BeforeAlowTraffic' is not known.");
        assertFaults(LAMBDA.replace("Hooks", "Hoks"), "appspec.yml:10: 'Hoks' is not known. Did you mean 'Hooks'?");
        check(read(LAMBDA + "Hoks: this is another one\n"));
        assertFaults(
                LAMBDA.replace(": checkIt", ":"),
                "appspec.yml:11: BeforeAllowTraffic is not a text. Write it on one line, after the colon.");
        assertFaults(LAMBDA.replace(": checkIt", ": [ checkIt ]"), "appspec.yml:11: BeforeAllowTraffic is not a text.");
        assertFaults(LAMBDA.replace("  - BeforeAllow", "  BeforeAllow"), "appspec.yml:11: Hooks is a list.");
    }

    @Test
    void tellsTheLineOfBrokenYaml() throws Exception {
        assertFaults("version: 0.0\nos: linux\n\tfiles: []\n", "appspec.yml:3: is not valid YAML");
        assertFaults("version: 0.0\nos: [linux\n", "appspec.yml:3: is not valid YAML");
        assertFaults(
                "version: 0.0\nos: linux\nnote: *gone\n", "appspec.yml:1: is not valid YAML: alias '*gone' on line 3");
        assertFaults("version: \u0000", "appspec.yml:1: is not valid YAML");
        assertFaults(LAMBDA + "version: 0.0\n", "appspec.yml:12: 'version' is there twice, first on line 1. Keep one.");
        assertFaults(
                LAMBDA + "---\nmore: 1\n", "appspec.yml:1: is not valid YAML: a second document begins on line 12.");
    }

    /** What is read is AWS's affair and no agent's, and nothing says that it takes no aliases. */
    @Test
    void saysNothingOfAliasesWhereNoAgentReadsThem() throws Exception {
        Faults faults = new Faults();
        String aliases = LAMBDA.replace("checkIt", "&check checkIt") + "  - AfterAllowTraffic: *check\n";

        read(aliases).filled(aliases, faults);

        faults.throwIfAny();
        assertThat(faults.warnings()).isEmpty();
    }

    @Test
    void survivesWhatIsMeantToExhaustIt() throws Exception {
        StringBuilder laughs = new StringBuilder("a0: &a0 [lol, lol]\n");
        for (int i = 1; i < 60; i++) {
            laughs.append("a%d: &a%d [*a%d, *a%d, *a%d]%n".formatted(i, i, i - 1, i - 1, i - 1));
        }
        assertThatThrownBy(() -> read(laughs + "files: *a59\n")).isInstanceOf(BundleException.class);
        String mapping = "all: &all {%s}%n"
                .formatted("a%d: 1, "
                        .repeat(500)
                        .formatted(IntStream.range(0, 500).boxed().toArray()));
        for (String many : List.of("*all, ", "{<<: *all}, ", "{<<: [*all, *all]}, ", "{a: {b: *all}}, ")) {
            assertThatThrownBy(() -> read(mapping + "files: [" + many.repeat(10_000) + "]"))
                    .hasMessage(
                            "appspec.yml:1: is not valid YAML: its aliases stand for more than 100000 values. Mend it.");
        }
        assertThatThrownBy(() -> read("files: " + "[".repeat(10_000))).isInstanceOf(BundleException.class);
        assertThatThrownBy(() -> read("files: &a [ *a ]\n")).isInstanceOf(BundleException.class);
        assertThatThrownBy(() -> read("? " + "[".repeat(10_000) + "]".repeat(10_000)))
                .isInstanceOf(BundleException.class);
        assertThatThrownBy(() -> read("version: 1" + "_1".repeat(100_000))).isInstanceOf(BundleException.class);
        assertThatThrownBy(() -> read("version: 0.0e+999999999")).isInstanceOf(BundleException.class);
        assertFaults("#".repeat(1_100_000), "appspec.yml: is larger than 1024 KiB.");
    }

    @Test
    void refusesOtherEncodings() throws Exception {
        Files.write(workspace.resolve("appspec.yml"), new byte[] {(byte) 0xFF, (byte) 0xFE, 'v', 0});
        assertThatThrownBy(() -> AppSpec.read(workspace, Selection.ALL)).hasMessageContaining("is not UTF-8");
    }

    private AppSpec read(String text) throws IOException {
        Files.writeString(workspace.resolve("appspec.yml"), text);
        return AppSpec.read(workspace, Selection.ALL);
    }

    /** As it is checked when nothing is left to fill in. */
    private static void check(AppSpec appSpec) throws IOException {
        Faults faults = new Faults();
        appSpec.filled(appSpec.content(), faults);
        faults.throwIfAny();
    }

    private void assertFaults(String text, String... starts) {
        assertThatThrownBy(() -> check(read(text)))
                .isInstanceOfSatisfying(
                        BundleException.class,
                        e -> assertThat(e.faults())
                                .hasSameSizeAs(starts)
                                .zipSatisfy(
                                        List.of(starts),
                                        (fault, start) -> assertThat(fault)
                                                .startsWith(start)
                                                .doesNotContain("\n")));
    }
}
