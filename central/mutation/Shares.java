import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/**
 * Prints which share of its mutants each package's tests have killed, and which of those that a test runs at all; and each mutant
 * that has survived, from the report of PIT.
 *
 * <p>Run by Maven in the profile {@code mutation}: {@code java Shares.java <mutations.xml>}.
 */
final class Shares {

    private static final class Share {

        private int killed;
        private int reached;
        private int all;

        void add(String status, boolean detected) {
            all++;
            reached += status.equals("NO_COVERAGE") ? 0 : 1;
            killed += detected ? 1 : 0;
        }

        @Override
        public String toString() {
            return "%5.1f %% of %4d, %5.1f %% of %4d that tests reach"
                    .formatted(percent(all), all, percent(reached), reached);
        }

        private double percent(int of) {
            return 100.0 * killed / Math.max(1, of);
        }
    }

    private final Map<String, Share> packages = new TreeMap<>();
    private final Share total = new Share();
    private final List<String> survivors = new ArrayList<>();

    public static void main(String[] arguments) throws IOException, ParserConfigurationException, SAXException {
        Path report = Path.of(arguments[0]);
        Shares shares = new Shares();
        if (Files.exists(report)) {
            NodeList mutations = DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(report.toFile())
                    .getElementsByTagName("mutation");
            for (int i = 0; i < mutations.getLength(); i++) {
                shares.add((Element) mutations.item(i));
            }
        }
        shares.print();
    }

    private void add(Element mutation) {
        boolean detected = Boolean.parseBoolean(mutation.getAttribute("detected"));
        String type = text(mutation, "mutatedClass");
        String inPackage = type.substring(0, type.lastIndexOf('.'));
        packages.computeIfAbsent(inPackage.substring(inPackage.lastIndexOf('.') + 1), name -> new Share())
                .add(mutation.getAttribute("status"), detected);
        total.add(mutation.getAttribute("status"), detected);
        if (!detected) {
            survivors.add(type.substring(type.lastIndexOf('.') + 1) + "." + text(mutation, "mutatedMethod") + ":"
                    + text(mutation, "lineNumber") + " " + text(mutation, "description") + " ("
                    + mutation.getAttribute("status") + ")");
        }
    }

    private static String text(Element mutation, String name) {
        return mutation.getElementsByTagName(name).item(0).getTextContent();
    }

    private void print() {
        survivors.stream().sorted().forEach(System.out::println);
        System.out.println("Killed by package:");
        packages.forEach((name, share) -> System.out.printf("  %-14s %s%n", name, share));
        System.out.printf("  %-14s %s%n", "all", total);
    }
}
