package io.jenkins.plugins.crossaccountdeploy.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.jenkins.plugins.casc.ConfigurationAsCode;
import io.jenkins.plugins.casc.ConfiguratorException;
import io.jenkins.plugins.casc.yaml.YamlSource;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class EnvironmentsAsCodeJenkinsTest extends EnvironmentsJenkinsTest {

    @Override
    void roundTrip() throws Exception {
        String exported = exported();
        CrossAccountDeployConfiguration.get().setEnvironments(List.of());
        configure(exported);
    }

    private static String exported() throws Exception {
        ByteArrayOutputStream yaml = new ByteArrayOutputStream();
        ConfigurationAsCode.get().export(yaml);
        String all = yaml.toString(StandardCharsets.UTF_8);
        int start = all.indexOf("  crossAccountDeploy:");
        if (start < 0) {
            return "unclassified: {crossAccountDeploy: {environments: []}}";
        }
        String ours = all.substring(start);
        StringBuilder block = new StringBuilder("unclassified:\n");
        for (String line : ours.lines().toList()) {
            if (block.length() > "unclassified:\n".length() && !line.startsWith("   ")) {
                break;
            }
            block.append(line).append('\n');
        }
        return block.toString();
    }

    private static void configure(String yaml) throws ConfiguratorException {
        ConfigurationAsCode.get()
                .configureWith(new YamlSource<>(new ByteArrayInputStream(yaml.getBytes(StandardCharsets.UTF_8))));
    }

    @Test
    void readsTheDocumentedForm() throws Exception {
        configure("""
                unclassified:
                  crossAccountDeploy:
                    environments:
                      - name: prod
                        region: eu-west-1
                        source:
                          credentialsId: dev-deployer
                          roleArn: arn:aws:iam::111111111111:role/JenkinsDeployer
                          bucket: my-demo-application
                          bucketAccount: development
                          keyPrefix: revisions
                          kmsKeyArn: arn:aws:kms:eu-west-1:111111111111:key/1234
                          reuseBundles: false
                        role:
                          arn: arn:aws:iam::222222222222:role/CrossAccountRole
                          externalId: 3f1c
                          durationSeconds: 3600
                        application: CodeDeployDemo
                        deploymentGroup: Prod
                        deploymentConfig: CodeDeployDefault.OneAtATime
                        instanceRoleArns: [arn:aws:iam::222222222222:role/CodeDeployDemo-EC2]
                        taskRoleArns: [arn:aws:iam::222222222222:role/shop-task]
                        lambdaFunctions: [checkout]
                        allowedJobs: ['payments/**']
                        applications: ['CodeDeployDemo']
                        deploymentGroups: ['Pro*']
                        revisionsFromAnywhere: true
                        checkDaily: true
                        redeployJob: payments/redeploy
                        endpoints: {}
                """);
        assertThat(CrossAccountDeployConfiguration.get().getEnvironments())
                .singleElement()
                .satisfies(environment -> {
                    assertThat(environment.getName()).isEqualTo("prod");
                    assertThat(environment.getSource().getCredentialsId()).isEqualTo("dev-deployer");
                    assertThat(environment.getSource().getRoleArn())
                            .isEqualTo("arn:aws:iam::111111111111:role/JenkinsDeployer");
                    assertThat(environment.getSource().getKeyPrefix()).isEqualTo("revisions");
                    assertThat(environment.getSource().isReuseBundles()).isFalse();
                    assertThat(environment.getRole().getExternalId()).isEqualTo("3f1c");
                    assertThat(environment.getInstanceRoleArns())
                            .containsExactly("arn:aws:iam::222222222222:role/CodeDeployDemo-EC2");
                    assertThat(environment.getTaskRoleArns())
                            .containsExactly("arn:aws:iam::222222222222:role/shop-task");
                    assertThat(environment.getLambdaFunctions()).containsExactly("checkout");
                    assertThat(environment.getApplications()).containsExactly("CodeDeployDemo");
                    assertThat(environment.getDeploymentGroups()).containsExactly("Pro*");
                    assertThat(environment.isRevisionsFromAnywhere()).isTrue();
                    assertThat(environment.getAllowedJobs()).containsExactly("payments/**");
                    assertThat(environment.isCheckDaily()).isTrue();
                    assertThat(environment.getRedeployJob()).isEqualTo("payments/redeploy");
                });
    }

    @Test
    void refusesWhatIsWrongAndSaysWhatIsWrong() {
        assertThatExceptionOfType(ConfiguratorException.class)
                .isThrownBy(() -> configure("""
                        unclassified:
                          crossAccountDeploy:
                            environments:
                              - name: prod
                                region: eu-west-1
                                source: {bucket: my-demo-application}
                                role: {arn: CrossAccountRole}
                        """))
                .satisfies(refusal -> assertThat(refusal)
                        .rootCause()
                        .hasMessageContaining("Environment 'prod': role.arn is not a role's ARN"));
    }
}
