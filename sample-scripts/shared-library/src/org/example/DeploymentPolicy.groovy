package org.example

import com.cloudbees.groovy.cps.NonCPS

/** How carefully an environment is deployed to. */
class DeploymentPolicy implements Serializable {

    private static final long serialVersionUID = 1

    private final String environment

    DeploymentPolicy(String environment) {
        this.environment = environment
    }

    @NonCPS
    boolean isProduction() {
        environment == 'prod'
    }

    @NonCPS
    String getDeploymentConfig() {
        isProduction() ? 'CodeDeployDefault.OneAtATime' : 'CodeDeployDefault.AllAtOnce'
    }
}
