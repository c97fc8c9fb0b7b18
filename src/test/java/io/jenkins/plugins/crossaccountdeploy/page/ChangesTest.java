package io.jenkins.plugins.crossaccountdeploy.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.crossaccountdeploy.history.RecordJson;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a page that is open is told. */
class ChangesTest {

    /** The page goes through the places that it is told of: one left out would keep its buttons. */
    @Test
    void nameThePlacesThatAreEmptyNow() {
        Changes.Rows none = new Changes.Rows("", Map.of(), "");
        Changes over = new Changes(7, true, "Succeeded", Map.of("operations", ""), none, none);

        assertThat(new String(RecordJson.write(over), StandardCharsets.UTF_8))
                .contains("\"fragments\":{\"operations\":\"\"}");
    }
}
