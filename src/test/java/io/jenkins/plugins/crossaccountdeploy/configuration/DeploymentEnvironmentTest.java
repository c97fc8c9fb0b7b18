package io.jenkins.plugins.crossaccountdeploy.configuration;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeploymentEnvironmentTest {

    @ParameterizedTest
    @CsvSource({
        "payments/**, payments/web, true",
        "payments/**, payments/team/web/main, true",
        "payments/**, payments-old/web, false",
        "payments/**, shop/payments/web, false",
        "**/deploy, deploy, true",
        "**/deploy, shop/eu/deploy, true",
        "**/deploy, shop/deploy/test, false",
        "shop/*-deploy, shop/web-deploy, true",
        "shop/*-deploy, shop/eu/web-deploy, false",
        "shop/we?, shop/web, true",
        "shop/we?, shop/we, false",
        "shop/**/main, shop/main, true",
        "shop/**/main, shop/a/b/main, true",
        "shop/v1.0, shop/v1x0, false",
        "web, web, true",
        "web, Web, false",
    })
    void allowsJobsWhoseFullNamesMatchAsAntMatchesPaths(String pattern, String job, boolean matches) {
        DeploymentEnvironment environment = new DeploymentEnvironment("prod", "eu-west-1", null, null);
        environment.setAllowedJobs(List.of("nothing-else", pattern));
        assertThat(environment.allows(job)).isEqualTo(matches);
    }

    @Test
    void allowsEveryJobUnlessToldOtherwise() {
        assertThat(new DeploymentEnvironment("prod", "eu-west-1", null, null).allows("shop/web"))
                .isTrue();
    }
}
