package io.jenkins.plugins.crossaccountdeploy.account;

import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.regions.EndpointTag;
import software.amazon.awssdk.regions.PartitionEndpointKey;
import software.amazon.awssdk.regions.PartitionMetadata;
import software.amazon.awssdk.regions.Region;

/**
 * One of the parts of AWS that share no accounts: the commercial regions, China, GovCloud, the European Sovereign Cloud and the
 * isolated regions. The SDK knows their regions and DNS names; it does not know where their consoles are.
 *
 * @param id as ARNs name it, such as {@code aws} or {@code aws-cn}
 */
public record Partition(String id) {

    /** The form of all regions' codes: {@code eu-west-1}, {@code us-gov-west-1}, {@code eusc-de-east-1}. */
    public static final String REGION_FORM = "[a-z]{2,}(-[a-z]+)+-\\d+";

    private static final String COMMERCIAL_CONSOLE = "console.aws.amazon.com";

    /** Those of isolated regions as the endpoints of AWS's sign-in service have them. */
    private static final Map<String, String> CONSOLES = Map.of(
            "aws", COMMERCIAL_CONSOLE,
            "aws-cn", "console.amazonaws.cn",
            "aws-us-gov", "console.amazonaws-us-gov.com",
            "aws-eusc", "console.amazonaws-eusc.eu",
            "aws-iso", "console.c2shome.ic.gov",
            "aws-iso-b", "console.sc2shome.sgov.gov",
            "aws-iso-e", "console.csphome.adc-e.uk",
            "aws-iso-f", "console.csphome.hci.ic.gov");

    /** That of a region; empty if the region's code is like none that the SDK knows. */
    public static Optional<Partition> ofRegion(String region) {
        return Optional.of(region)
                .filter(code -> code.matches(REGION_FORM))
                .map(code -> PartitionMetadata.of(Region.of(code)))
                .filter(metadata -> region.matches(metadata.regionRegex()))
                .map(metadata -> new Partition(metadata.id()));
    }

    /** Whether AWS had the region when the SDK was made: a newer one is not wrong. */
    public static boolean isKnownRegion(String region) {
        return Region.regions().stream().anyMatch(known -> known.id().equals(region));
    }

    /** What the names of its services end with, such as {@code amazonaws.com}. */
    public String dnsSuffix() {
        return Optional.ofNullable(PartitionMetadata.of(id))
                .map(metadata ->
                        metadata.dnsSuffix(PartitionEndpointKey.builder().build()))
                .orElse("amazonaws.com");
    }

    /** What the names of those of its services that IPv6 reaches end with, such as {@code api.aws}; empty if there are none. */
    public Optional<String> dualStackDnsSuffix() {
        return Optional.ofNullable(PartitionMetadata.of(id))
                .map(metadata -> metadata.dnsSuffix(PartitionEndpointKey.builder()
                        .tags(EndpointTag.DUALSTACK)
                        .build()));
    }

    /** The host of a region's console. */
    public String console(String region) {
        return region + "." + CONSOLES.getOrDefault(id, COMMERCIAL_CONSOLE);
    }
}
