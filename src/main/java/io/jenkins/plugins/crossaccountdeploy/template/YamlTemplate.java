package io.jenkins.plugins.crossaccountdeploy.template;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.jenkins.plugins.crossaccountdeploy.appspec.Tabs;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.reader.StreamReader;
import org.yaml.snakeyaml.scanner.Scanner;
import org.yaml.snakeyaml.scanner.ScannerImpl;
import org.yaml.snakeyaml.tokens.AnchorToken;
import org.yaml.snakeyaml.tokens.KeyToken;
import org.yaml.snakeyaml.tokens.ScalarToken;
import org.yaml.snakeyaml.tokens.TagToken;
import org.yaml.snakeyaml.tokens.Token;
import org.yaml.snakeyaml.tokens.ValueToken;

/**
 * YAML, or JSON that is read as YAML. Each scalar with a placeholder is written anew as a quoted one; all else, comments
 * included, stays as it is to the letter.
 */
public final class YamlTemplate implements Template {

    /** What an AppSpec has as a number; it is one where a placeholder is all there is. */
    private static final Set<String> NUMBERS = Set.of("ContainerPort", "Base", "Weight");

    /**
     * A text of the YAML.
     *
     * @param start where it begins in the text
     * @param end where it ends
     * @param text what it means
     * @param key what it is the value of; empty for an entry of a list
     */
    private record Scalar(int start, int end, String text, String key, boolean isKey) {

        boolean hasPlaceholders() {
            return Placeholder.names(text).findAny().isPresent();
        }
    }

    private final String text;
    private final List<Scalar> scalars;

    /** @param text which need not be valid: what cannot be read has no placeholders */
    public YamlTemplate(String text) {
        this.text = text;
        this.scalars = scalars(text);
    }

    private static List<Scalar> scalars(String text) {
        List<Scalar> scalars = new ArrayList<>();
        try {
            Scanner scanner = new ScannerImpl(new StreamReader(Tabs.asSpaces(text)), new LoaderOptions());
            boolean isKey = false;
            boolean isValue = false;
            String key = "";
            while (scanner.checkToken()) {
                Token token = scanner.getToken();
                if (token instanceof ScalarToken scalar) {
                    scalars.add(new Scalar(
                            offset(text, token.getStartMark().getIndex()),
                            offset(text, token.getEndMark().getIndex()),
                            scalar.getValue(),
                            isValue ? key : "",
                            isKey));
                    key = isKey ? scalar.getValue() : key;
                    isValue = false;
                } else if (!(token instanceof TagToken || token instanceof AnchorToken)) {
                    isKey = token instanceof KeyToken;
                    isValue = token instanceof ValueToken;
                }
            }
        } catch (YAMLException unreadable) {
            return List.of();
        }
        return scalars;
    }

    /** The scanner counts code points. */
    private static int offset(String text, int codePoints) {
        return text.offsetByCodePoints(0, codePoints);
    }

    @Override
    public List<Placeholder> placeholders() {
        List<Placeholder> placeholders = new ArrayList<>();
        for (Scalar scalar : scalars) {
            int from = scalar.start();
            for (String name : Placeholder.names(scalar.text()).toList()) {
                // One that is written with escapes counts as where its scalar begins.
                int at = Math.max(text.indexOf("<" + name + ">", from), from);
                at = at < scalar.end() ? at : scalar.start();
                from = at;
                placeholders.add(new Placeholder(name, line(at), scalar.isKey()));
            }
        }
        return placeholders;
    }

    private int line(int offset) {
        return 1
                + (int) text.substring(0, offset).chars().filter(c -> c == '\n').count();
    }

    @Override
    public String filled(Map<String, String> values) {
        return rewritten(Scalar::hasPlaceholders, scalar -> written(scalar, values));
    }

    /** The text with another value wherever a key has a text or a number. */
    public String with(String key, String value) {
        return rewritten(scalar -> scalar.key().equals(key), scalar -> quoted(value));
    }

    private String rewritten(Predicate<Scalar> which, Function<Scalar, String> how) {
        StringBuilder filled = new StringBuilder();
        int done = 0;
        for (Scalar scalar : scalars.stream().filter(which).toList()) {
            String source = text.substring(scalar.start(), scalar.end());
            filled.append(text, done, scalar.start())
                    .append(how.apply(scalar))
                    // A block ends with the line breaks behind it.
                    .append(source.substring(source.stripTrailing().length()));
            done = scalar.end();
        }
        return filled.append(text.substring(done)).toString();
    }

    private static String written(Scalar scalar, Map<String, String> values) {
        String replaced = Placeholder.replace(scalar.text(), values);
        return NUMBERS.contains(scalar.key())
                ? Placeholder.number(scalar.text(), values).orElseGet(() -> quoted(replaced))
                : quoted(replaced);
    }

    private static String quoted(String value) {
        StringBuilder quoted = new StringBuilder("\"");
        // Quoted texts of JSON are quoted texts of YAML, except for what ends a line or is not printable there.
        new String(JsonStringEncoder.getInstance().quoteAsString(value)).chars().forEach(c -> {
            if (c >= 0x7f && c <= 0xa0 || c == 0x2028 || c == 0x2029 || c == 0xfeff || c >= 0xfffe) {
                quoted.append(String.format("\\u%04x", c));
            } else {
                quoted.append((char) c);
            }
        });
        return quoted.append('"').toString();
    }
}
