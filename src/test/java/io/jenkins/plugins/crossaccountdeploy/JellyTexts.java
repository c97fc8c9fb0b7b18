package io.jenkins.plugins.crossaccountdeploy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.SAXException;

/** The texts of a Jelly page: those that are looked up, and those that stand there as they are. */
final class JellyTexts {

    private static final Pattern EXPRESSION = Pattern.compile("\\$\\{[^}]*}");

    private static final Pattern LOOKED_UP = Pattern.compile("\\$\\{%([^}(]+)(\\([^}]*)?}");

    /** What browsers, screen readers or the scripts of a page show. */
    private static final Set<String> SHOWN = Set.of(
            "add", "alt", "aria-label", "description", "header", "label", "placeholder", "text", "title", "tooltip");

    /** Data of scripts that are no texts. */
    private static final Set<String> TECHNICAL = Set.of(
            "data-cad",
            "data-changes",
            "data-fragment",
            "data-key",
            "data-name",
            "data-part",
            "data-source",
            "data-status",
            "data-timeline",
            "data-url");

    private final Set<String> keys = new TreeSet<>();
    private final Set<String> withArguments = new TreeSet<>();
    private final List<String> bare = new ArrayList<>();

    private JellyTexts() {}

    static JellyTexts of(Path jelly) {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
            factory.setNamespaceAware(true);
            JellyTexts texts = new JellyTexts();
            texts.read(factory.newDocumentBuilder().parse(jelly.toFile()).getDocumentElement());
            return texts;
        } catch (IOException | ParserConfigurationException | SAXException e) {
            throw new IllegalStateException(jelly.toString(), e);
        }
    }

    private void read(Element element) {
        for (int i = 0; i < element.getAttributes().getLength(); i++) {
            Node attribute = element.getAttributes().item(i);
            read(attribute.getNodeValue(), isShown(element, attribute.getNodeName()));
        }
        for (Node child = element.getFirstChild(); child != null; child = child.getNextSibling()) {
            if (child instanceof Element inner) {
                read(inner);
            } else if (child.getNodeType() == Node.TEXT_NODE) {
                read(child.getNodeValue(), !Set.of("documentation", "code").contains(element.getLocalName()));
            }
        }
    }

    private static boolean isShown(Element element, String attribute) {
        boolean isButton = Set.of("submit", "repeatableDeleteButton").contains(element.getLocalName());
        return SHOWN.contains(attribute)
                || attribute.equals("value") && isButton
                || attribute.startsWith("data-") && !TECHNICAL.contains(attribute);
    }

    private void read(String text, boolean isShown) {
        Matcher lookedUp = LOOKED_UP.matcher(text);
        while (lookedUp.find()) {
            keys.add(lookedUp.group(1));
            if (lookedUp.group(2) != null) {
                withArguments.add(lookedUp.group(1));
            }
        }
        String rest = EXPRESSION.matcher(text).replaceAll("").trim();
        if (isShown && rest.chars().anyMatch(Character::isLetter) && !rest.equals("true") && !rest.equals("false")) {
            bare.add(rest);
        }
    }

    /** What is looked up: English texts, or keys of them. */
    Set<String> keys() {
        return keys;
    }

    /** Those of the keys that something is put into. */
    Set<String> withArguments() {
        return withArguments;
    }

    /** What people see and is not looked up. */
    List<String> bare() {
        return bare;
    }
}
