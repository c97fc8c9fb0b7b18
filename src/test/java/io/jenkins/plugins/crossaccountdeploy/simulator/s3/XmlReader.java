package io.jenkins.plugins.crossaccountdeploy.simulator.s3;

import io.jenkins.plugins.crossaccountdeploy.simulator.http.AwsError;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/** Reads the small XML documents that requests carry. */
final class XmlReader {

    private XmlReader() {}

    /** All elements of that name, each as the texts of its children. */
    static List<Map<String, String>> children(String document, String parent) {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        List<Map<String, String>> found = new ArrayList<>();
        try {
            XMLStreamReader reader = factory.createXMLStreamReader(new StringReader(document));
            Map<String, String> current = null;
            while (reader.hasNext()) {
                int event = reader.next();
                if (event == XMLStreamConstants.START_ELEMENT) {
                    if (reader.getLocalName().equals(parent)) {
                        current = new LinkedHashMap<>();
                        found.add(current);
                    } else if (current != null) {
                        current.put(reader.getLocalName(), reader.getElementText());
                    }
                } else if (event == XMLStreamConstants.END_ELEMENT
                        && reader.getLocalName().equals(parent)) {
                    current = null;
                }
            }
            return found;
        } catch (XMLStreamException malformed) {
            throw malformed();
        }
    }

    static AwsError malformed() {
        return new AwsError(
                400,
                "MalformedXML",
                "The XML you provided was not well-formed or did not validate against our published schema");
    }
}
