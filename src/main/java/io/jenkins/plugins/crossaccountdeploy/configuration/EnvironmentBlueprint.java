package io.jenkins.plugins.crossaccountdeploy.configuration;

import io.jenkins.plugins.crossaccountdeploy.account.Role;
import io.jenkins.plugins.crossaccountdeploy.revision.Store;
import io.jenkins.plugins.crossaccountdeploy.setup.Blueprint;
import io.jenkins.plugins.crossaccountdeploy.setup.DevelopmentPrincipal;
import java.util.List;
import java.util.Set;

/** What the policies of an environment are about: that which jobs may deploy there, and nothing else. */
final class EnvironmentBlueprint {

    private EnvironmentBlueprint() {}

    static Blueprint of(
            DeploymentEnvironment environment, DevelopmentPrincipal principal, Set<Blueprint.Part> existing) {
        Role role = environment.getRole().toRole();
        Store store = environment.toStore();
        String bucketAccount =
                switch (store.owner()) {
                    case DEVELOPMENT -> principal.account();
                    case PRODUCTION -> role.account();
                    case THIRD -> store.account();
                };
        return new Blueprint(
                environment.getName(),
                environment.getRegion(),
                principal,
                role,
                new Blueprint.Bucket(store.bucket(), bucketAccount, store.keyPrefix(), store.kmsKeyArn()),
                applications(environment),
                groups(environment),
                environment.getInstanceRoleArns(),
                new Blueprint.Serverless(environment.getTaskRoleArns(), environment.getLambdaFunctions()),
                existing);
    }

    private static List<String> applications(DeploymentEnvironment environment) {
        return those(environment.getApplications(), environment.getApplication());
    }

    private static List<String> groups(DeploymentEnvironment environment) {
        return those(environment.getDeploymentGroups(), environment.getDeploymentGroup());
    }

    /** Those that jobs can name; empty if they can name any. */
    private static List<String> those(List<String> locked, String named) {
        return (locked.isEmpty() ? List.of(named) : locked)
                .stream().filter(name -> !name.isEmpty()).toList();
    }
}
