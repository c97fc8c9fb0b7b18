package io.jenkins.plugins.crossaccountdeploy.simulator.cloudformation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.crossaccountdeploy.simulator.Scenario;
import io.jenkins.plugins.crossaccountdeploy.simulator.Simulator;
import io.jenkins.plugins.crossaccountdeploy.simulator.TwoAccounts;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StackTest {

    private final Simulator aws = Simulator.start(Scenario.twoAccounts());

    @AfterEach
    void close() {
        aws.close();
    }

    private Stack create(String template, Map<String, String> parameters) {
        return Stack.create(
                aws, TwoAccounts.DEVELOPMENT, TwoAccounts.REGION, template.replace('\'', '"'), parameters, List.of());
    }

    private static String resources(String resources) {
        return "{'AWSTemplateFormatVersion': '2010-09-09', 'Resources': {" + resources + "}}";
    }

    @Test
    void createsWhatOthersReferToFirst() {
        Stack stack = create(resources("""
                'Policy': {'Type': 'AWS::S3::BucketPolicy', 'Properties': {'Bucket': {'Ref': 'Bucket'},
                  'PolicyDocument': {'Statement': [{'Effect': 'Allow', 'Action': 's3:GetObject', 'Resource': '*',
                    'Principal': {'AWS': {'Fn::GetAtt': ['Role', 'Arn']}}}]}}},
                'Role': {'Type': 'AWS::IAM::Role', 'Properties': {'RoleName': 'Reader', 'Path': '/apps/',
                  'AssumeRolePolicyDocument': {'Statement': []}}},
                'Bucket': {'Type': 'AWS::S3::Bucket', 'Properties': {'BucketName': 'new-bucket'}}
                """), Map.of());

        assertThat(aws.bucket("new-bucket").policy().orElseThrow().text())
                .contains("arn:aws:iam::111111111111:role/apps/Reader");
        assertThat(stack.properties().get("Policy").string("Bucket")).contains("new-bucket");
    }

    @Test
    void takesParametersAndTellsOutputs() {
        String template = """
                {'Parameters': {'Name': {'Type': 'String', 'AllowedPattern': '[a-z-]+'}},
                 'Resources': {'Bucket': {'Type': 'AWS::S3::Bucket', 'Properties': {'BucketName': {'Ref': 'Name'}}}},
                 'Outputs': {'Arn': {'Value': {'Fn::GetAtt': ['Bucket', 'Arn']}}}}
                """;

        assertThatThrownBy(() -> create(template, Map.of())).hasMessage("Parameters: [Name] must have values");
        assertThatThrownBy(() -> create(template, Map.of("Name", "x", "Other", "y")))
                .hasMessage("Parameters: [Other] do not exist in the template");
        assertThatThrownBy(() -> create(template, Map.of("Name", "X1"))).hasMessageContaining("must match pattern");
        assertThat(create(template, Map.of("Name", "new-bucket")).outputs())
                .containsEntry("Arn", "arn:aws:s3:::new-bucket");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            'A': {'Type': 'AWS::SQS::Queue'} | Unrecognized resource types: [AWS::SQS::Queue]
            'A': {'Type': 'AWS::S3::Bucket', 'Properties': {'Name': 'x'}} | A: extraneous key [Name] is not permitted
            'A': {'Type': 'AWS::S3::BucketPolicy', 'Properties': {'Bucket': 'x'}} | A: required key [PolicyDocument] not found
            'A': {'Type': 'AWS::S3::Bucket', 'Properties': {'BucketName': 1}} | A/BucketName: expected type: String, found: 1
            'A': {'Type': 'AWS::S3::Bucket', 'Properties': {'VersioningConfiguration': {'Status': 'On'}}} | expected type: Enabled|Suspended
            'A': {'Type': 'AWS::S3::Bucket', 'Properties': {'BucketName': {'Fn::Sub': 'x'}}} | The simulator does not know the function
            'A': {'Type': 'AWS::S3::Bucket', 'Properties': {'BucketName': {'Ref': 'B'}}} | unresolved resource dependencies [B]
            'A': {'Type': 'AWS::S3::Bucket', 'DependsOn': 'B'}, 'B': {'Type': 'AWS::S3::Bucket', 'DependsOn': ['A']} | Circular dependency between resources: [A, B]
            'A': {'Type': 'AWS::S3::Bucket', 'Condition': 'x'} | A: the simulator does not know Condition
            'A': {'Type': 'AWS::S3::Bucket', 'DeletionPolicy': 'Keep'} | Unrecognized DeletionPolicy of resource A
            'A-1': {'Type': 'AWS::S3::Bucket'} | Resource name A-1 is non alphanumeric
            """)
    void refusesWhatCloudFormationOrTheSimulatorDoNotKnow(String resources, String message) {
        assertThatThrownBy(() -> create(resources(resources), Map.of())).hasMessageContaining(message);
    }

    @Test
    void refusesToNameWhoIsNotThere() {
        assertThatThrownBy(() -> create(resources("""
                        'Role': {'Type': 'AWS::IAM::Role', 'Properties': {'RoleName': 'New', 'AssumeRolePolicyDocument':
                          {'Statement': [{'Effect': 'Allow', 'Action': 'sts:AssumeRole',
                            'Principal': {'AWS': 'arn:aws:iam::222222222222:role/Nobody'}}]}}}
                        """), Map.of()))
                .hasMessage("Invalid principal in policy: \"AWS\":\"arn:aws:iam::222222222222:role/Nobody\"");
    }
}
