package io.jenkins.plugins.crossaccountdeploy.template;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** JSON. A value that is put in is part of a text, or is a number where all of a field that has numbers is a placeholder. */
public final class JsonTemplate implements Template {

    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private final JsonNode root;
    private final Set<String> numbers;
    private final Set<String> numbersInLists;
    private final Set<String> texts;
    private final List<Placeholder> placeholders;

    /**
     * @param numbers names of the fields that have numbers
     * @param numbersInLists names of those that have numbers where they are in a list, and texts elsewhere
     * @param texts names of those that have fields of any names, with texts
     * @throws JsonProcessingException if the text is not JSON, with the line
     */
    public JsonTemplate(String text, Set<String> numbers, Set<String> numbersInLists, Set<String> texts)
            throws JsonProcessingException {
        this.numbers = Set.copyOf(numbers);
        this.numbersInLists = Set.copyOf(numbersInLists);
        this.texts = Set.copyOf(texts);
        root = JSON.readTree(text);
        placeholders = placeholders(text);
    }

    private static List<Placeholder> placeholders(String text) {
        List<Placeholder> placeholders = new ArrayList<>();
        try (JsonParser parser = JSON.createParser(text)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                boolean isKey = token == JsonToken.FIELD_NAME;
                if (isKey || token == JsonToken.VALUE_STRING) {
                    int line = parser.currentTokenLocation().getLineNr();
                    Placeholder.names(parser.getText())
                            .forEach(name -> placeholders.add(new Placeholder(name, line, isKey)));
                }
            }
        } catch (IOException unreadable) {
            throw new UncheckedIOException("What was read before can be read", unreadable);
        }
        return List.copyOf(placeholders);
    }

    @Override
    public List<Placeholder> placeholders() {
        return List.copyOf(placeholders);
    }

    @Override
    public String filled(Map<String, String> values) {
        return fill(root, "", false, values).toString();
    }

    private JsonNode fill(JsonNode node, String field, boolean isInList, Map<String, String> values) {
        if (node instanceof ObjectNode object) {
            ObjectNode filled = JSON.createObjectNode();
            boolean isOfTexts = texts.contains(field);
            object.properties()
                    .forEach(member -> filled.set(
                            member.getKey(),
                            fill(member.getValue(), isOfTexts ? "" : member.getKey(), isInList, values)));
            return filled;
        }
        if (node instanceof ArrayNode array) {
            ArrayNode filled = JSON.createArrayNode();
            array.forEach(item -> filled.add(fill(item, field, true, values)));
            return filled;
        }
        if (!node.isTextual()) {
            return node;
        }
        boolean isNumber = numbers.contains(field) || isInList && numbersInLists.contains(field);
        Optional<String> number = isNumber ? Placeholder.number(node.textValue(), values) : Optional.empty();
        return number.<JsonNode>map(digits -> IntNode.valueOf(Integer.parseInt(digits)))
                .orElseGet(() -> TextNode.valueOf(Placeholder.replace(node.textValue(), values)));
    }
}
