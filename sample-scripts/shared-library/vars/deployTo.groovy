import org.example.DeploymentPolicy

/**
 * Deploys as this organization does: with an AppSpec if the workspace has none, and as carefully as the environment deserves.
 *
 * @param arguments of crossAccountDeploy that differ from the organization's
 * @return what crossAccountDeploy returns
 */
def call(Map arguments = [:], String environment) {
    def directory = arguments.directory ?: '.'
    if (!fileExists("${directory}/appspec.yml")) {
        writeFile file: "${directory}/appspec.yml", text: libraryResource('org/example/appspec.yml')
    }
    def policy = new DeploymentPolicy(environment)
    return crossAccountDeploy([
            environment: environment,
            deploymentConfig: policy.deploymentConfig,
            rollback: policy.production,
            onAbort: policy.production ? 'rollback' : 'stop',
    ] + arguments)
}
