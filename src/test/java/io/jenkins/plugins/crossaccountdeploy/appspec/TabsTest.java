package io.jenkins.plugins.crossaccountdeploy.appspec;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * What the agent's YAML library (Psych 4.0.3 with libyaml 0.2.5) makes of texts with tabs at random places. Without texts in
 * which a tab is part of an anchor's, a tag's or a block's line, or goes before a text that goes on: these are not taken here.
 */
class TabsTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void areReadAsTheAgentReadsThem() throws IOException {
        Map<String, String> disagreements = new TreeMap<>();
        List<String> lines = Files.readAllLines(Path.of("src/test/resources/agent-verdicts/tabs.jsonl"));
        for (String line : lines) {
            JsonNode verdict = JSON.readTree(line);
            String here = meaning(Tabs.asSpaces(verdict.path("yaml").textValue()));
            // A tab within a text in brackets is read as a space.
            if (!here.equals(verdict.path("means").asText().replace("\\t", " "))) {
                disagreements.put(line, here);
            }
        }

        assertThat(lines).hasSize(400);
        assertThat(disagreements).isEmpty();
    }

    @Test
    void leavesEachCharacterInItsPlace() throws IOException {
        for (String line : Files.readAllLines(Path.of("src/test/resources/agent-verdicts/tabs.jsonl"))) {
            String text = JSON.readTree(line).path("yaml").textValue();
            assertThat(Tabs.asSpaces(text)).hasSameSizeAs(text).isEqualToIgnoringWhitespace(text);
        }
        assertThat(Tabs.asSpaces("a: 'b\tc'")).isEqualTo("a: 'b\tc'");
        assertThat(Tabs.asSpaces("a: \"b\\\"\tc\"\td: e")).isEqualTo("a: \"b\\\"\tc\" d: e");
        assertThat(Tabs.asSpaces("a: b # '\tc\n\td")).isEqualTo("a: b # '\tc\n\td");
    }

    /** Of the first document; {@code null} where it cannot be read. */
    private static String meaning(String text) throws IOException {
        try {
            Iterator<Node> documents =
                    new Yaml().composeAll(new StringReader(text)).iterator();
            return documents.hasNext() ? meaning(documents.next()).replace("\\t", " ") : "";
        } catch (YAMLException unreadable) {
            return "null";
        }
    }

    private static String meaning(Node node) throws IOException {
        if (node instanceof ScalarNode scalar) {
            return JSON.writeValueAsString(scalar.getValue());
        } else if (node instanceof SequenceNode list) {
            StringJoiner items = new StringJoiner(",", "[", "]");
            for (Node item : list.getValue()) {
                items.add(meaning(item));
            }
            return items.toString();
        }
        StringJoiner members = new StringJoiner(",", "{", "}");
        for (var member : ((MappingNode) node).getValue()) {
            members.add(meaning(member.getKeyNode()) + ":" + meaning(member.getValueNode()));
        }
        return members.toString();
    }
}
