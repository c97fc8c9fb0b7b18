package io.jenkins.plugins.crossaccountdeploy.template;

import java.util.List;
import java.util.Map;

/** A text with placeholders. A value that is put in stays a value: it cannot add a key, or change what is around it. */
public sealed interface Template permits YamlTemplate, JsonTemplate {

    /** The placeholders, in the order in which they stand in the text; one that stands there twice is there twice. */
    List<Placeholder> placeholders();

    /** The text with the values that there are; a placeholder without one stays. */
    String filled(Map<String, String> values);
}
