package io.jenkins.plugins.crossaccountdeploy.account;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.regions.Region;

class PartitionTest {

    @ParameterizedTest
    @CsvSource({
        "eu-west-1, aws, amazonaws.com, console.aws.amazon.com",
        "cn-north-1, aws-cn, amazonaws.com.cn, console.amazonaws.cn",
        "us-gov-west-1, aws-us-gov, amazonaws.com, console.amazonaws-us-gov.com",
        "eusc-de-east-1, aws-eusc, amazonaws.eu, console.amazonaws-eusc.eu",
        "us-iso-east-1, aws-iso, c2s.ic.gov, console.c2shome.ic.gov",
        "us-isob-east-1, aws-iso-b, sc2s.sgov.gov, console.sc2shome.sgov.gov",
        "eu-isoe-west-1, aws-iso-e, cloud.adc-e.uk, console.csphome.adc-e.uk",
        "us-isof-south-1, aws-iso-f, csp.hci.ic.gov, console.csphome.hci.ic.gov",
    })
    void hasItsOwnNames(String region, String id, String dnsSuffix, String console) {
        Partition partition = Partition.ofRegion(region).orElseThrow();
        assertThat(partition.id()).isEqualTo(id);
        assertThat(partition.dnsSuffix()).isEqualTo(dnsSuffix);
        assertThat(partition.console(region)).isEqualTo(region + "." + console);
        assertThat(Partition.isKnownRegion(region)).isTrue();
    }

    @Test
    void isNotGuessedForARegionThatIsLikeNoOther() {
        assertThat(Partition.ofRegion("moon-far-side-1")).isEmpty();
        assertThat(Partition.isKnownRegion("moon-far-side-1")).isFalse();
    }

    /** A newer one is used with the names that the public partition has, as the SDK itself does. */
    @Test
    void mayBeNewerThanTheSdk() {
        assertThat(new Partition("aws-new").dnsSuffix()).isEqualTo("amazonaws.com");
        assertThat(new Partition("aws-new").console("xx-new-1")).isEqualTo("xx-new-1.console.aws.amazon.com");
    }

    static Iterable<String> regions() {
        return Region.regions().stream()
                .filter(region -> !region.isGlobalRegion())
                .map(Region::id)
                .toList();
    }

    @ParameterizedTest
    @MethodSource("regions")
    void hasAFormThatIsAccepted(String region) {
        assertThat(region).matches(Partition.REGION_FORM);
        assertThat(Partition.ofRegion(region)).isPresent();
    }
}
