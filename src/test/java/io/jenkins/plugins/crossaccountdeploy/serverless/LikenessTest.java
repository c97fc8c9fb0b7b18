package io.jenkins.plugins.crossaccountdeploy.serverless;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A doubt ends in another revision: what is deployed is never another than what was asked for. */
class LikenessTest {

    private static boolean isSame(String wanted, String registered) throws Exception {
        ObjectMapper json = new ObjectMapper();
        return Likeness.isSame(json.readTree(wanted), json.readTree(registered));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "{}; {'cpu': 0, 'essential': true, 'mountPoints': [], 'dockerLabels': {}, 'privileged': false}",
                "{'essential': true, 'links': []}; {}",
                "{'environment': [{'name': 'B'}, {'name': 'A'}]}; {'environment': [{'name': 'A'}, {'name': 'B'}]}",
                "{'portMappings': [{'containerPort': 80}]}; {'portMappings': [{'containerPort': 80, 'hostPort': 0, 'protocol': 'tcp'}]}",
                "{'networkMode': 'awsvpc', 'p': [{'containerPort': 80}]}; {'networkMode': 'awsvpc', 'p': [{'containerPort': 80, 'hostPort': 80}]}",
                "{'x': 1}; {'x': 1.0}"
            })
    void whatEcsAddsByItselfIsNoDifference(String wanted, String registered) throws Exception {
        assertThat(isSame(wanted.replace('\'', '"'), registered.replace('\'', '"')))
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "{'image': 'a'}; {'image': 'b'}",
                "{}; {'essential': false}",
                "{}; {'cpu': 256}",
                "{}; {'cpu': '0'}",
                "{'healthCheck': {}}; {'healthCheck': {'interval': 5}}",
                "{'healthCheck': {}}; {'healthCheck': {'timeout': 30}}",
                "{'healthCheck': {}}; {'healthCheck': {'retries': 5}}",
                "{}; {'stopTimeout': 0}",
                "{}; {'swappiness': 0}",
                "{}; {'privileged': true}",
                "{'command': ['a', 'b']}; {'command': ['b', 'a']}",
                "{'environment': [{'name': 'A'}, {'name': 'A'}]}; {'environment': [{'name': 'A'}]}",
                "{'environment': [{'name': 'A', 'value': '1'}]}; {'environment': [{'name': 'A', 'value': '2'}]}",
                "{'p': [{'containerPort': 80}]}; {'p': [{'containerPort': 80, 'hostPort': 80}]}",
                "{'networkMode': 'awsvpc', 'p': [{'containerPort': 80}]}; {'networkMode': 'awsvpc', 'p': [{'containerPort': 80, 'hostPort': 0}]}",
                "{}; {'protocol': 'udp'}",
                "{'x': {'y': 1}}; {'x': [1]}",
                "{'tags': [{'key': 'a'}]}; {}",
                "{'options': {}}; {'options': {'protocol': 'tcp'}}",
                "{'portMappings': [{'options': {}}]}; {'portMappings': [{'options': {'protocol': 'tcp'}}]}",
                "{'dockerLabels': {}}; {'dockerLabels': {'timeout': '5'}}",
                "{'dockerLabels': {'a': 'b'}}; {'dockerLabels': {'a': 'b', 'essential': 'true'}}",
                "{'dockerLabels': {'a': 'b'}}; {'dockerLabels': {'a': 'b', 'interval': '30', 'retries': '3'}}",
                "{'labels': {}}; {'labels': {'retries': '3'}}",
                "{'driverOpts': {}}; {'driverOpts': {'hostPort': '0'}}",
                "{'driverOpts': {'a': 'b'}}; {'driverOpts': {'a': 'c'}}",
                "{}; {'options': {'protocol': 'tcp'}}",
                "{'options': {'a': 'b'}}; {'options': {'a': 'b', 'c': false}}",
                "{}; {'protocol': 'tcp'}",
                "{}; {'essential': 'true'}",
                "{'healthCheck': {}}; {'healthCheck': {'interval': '30'}}",
                "{'healthCheck': {}}; {'healthCheck': {'retries': 3.5}}",
                "{'portMappings': [{'containerPort': 80}]}; {'portMappings': [{'containerPort': 80, 'hostPort': '0'}]}",
                "{'cpu': 256}; {'cpu': '256'}"
            })
    void allElseIs(String wanted, String registered) throws Exception {
        assertThat(isSame(wanted.replace('\'', '"'), registered.replace('\'', '"')))
                .isFalse();
        assertThat(isSame(registered.replace('\'', '"'), wanted.replace('\'', '"')))
                .isFalse();
    }

    @Test
    void aDefinitionIsLikeItself() throws Exception {
        assertThat(isSame("{\"a\": [{\"b\": null}]}", "{\"a\": [{}]}")).isTrue();
    }
}
