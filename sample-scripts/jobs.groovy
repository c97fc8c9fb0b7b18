// Job DSL: for each application a job that deploys it from its own Jenkinsfile, and one that rolls back and promotes.

def applications = ['shop', 'basket']

folder('payments')

applications.each { application ->
    pipelineJob("payments/${application}") {
        description("Builds ${application} and deploys it.")
        properties {
            disableConcurrentBuilds()
        }
        definition {
            cpsScm {
                scm {
                    git {
                        remote {
                            url("https://git.example.com/payments/${application}.git")
                        }
                        branch('main')
                    }
                }
                scriptPath('Jenkinsfile')
            }
        }
    }
}

// An environment names it as its redeployJob: what "Roll back to this" and "Promote to ..." on the board build, and "Deploy again"
// on the page of a deployment.
pipelineJob('payments/redeploy') {
    parameters {
        stringParam('ENVIRONMENT')
        stringParam('REVISION')
        stringParam('APPLICATION')
        stringParam('DEPLOYMENT_GROUP')
        stringParam('REASON')
        booleanParam('IGNORE_APPLICATION_STOP_FAILURES')
    }
    definition {
        cps {
            script('''
                echo "To ${params.ENVIRONMENT}: ${params.REASON ?: 'no reason given'}"
                crossAccountDeploy(
                        environment: params.ENVIRONMENT,
                        application: params.APPLICATION,
                        deploymentGroup: params.DEPLOYMENT_GROUP,
                        revision: params.REVISION,
                        ignoreApplicationStopFailures: params.IGNORE_APPLICATION_STOP_FAILURES)
            '''.stripIndent())
            sandbox()
        }
    }
}
