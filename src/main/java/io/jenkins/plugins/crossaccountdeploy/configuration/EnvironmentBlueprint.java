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
                application(environment),
                groups(environment),
                environment.getInstanceRoleArns(),
                new Blueprint.Serverless(environment.getTaskRoleArns(), environment.getLambdaFunctions()),
                existing);
    }

    /** The one that jobs can name; any, if they can name several. */
    private static String application(DeploymentEnvironment environment) {
        List<String> locked = environment.getApplications();
        List<String> named = locked.isEmpty() ? List.of(environment.getApplication()) : locked;
        return named.size() == 1 && !named.get(0).isEmpty() ? named.get(0) : "*";
    }

    private static List<String> groups(DeploymentEnvironment environment) {
        List<String> locked = environment.getDeploymentGroups();
        List<String> named = locked.isEmpty() ? List.of(environment.getDeploymentGroup()) : locked;
        return named.stream().filter(group -> !group.isEmpty()).toList();
    }
}
