package io.jenkins.plugins.crossaccountdeploy.revision;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AppSpecRevisionTest {

    private static final AppSpecRevision APP_SPEC =
            new AppSpecRevision("version: 0.0\nResources:\n  - \"日本\": '$HOME ${TOKEN}'\r\n");

    @Test
    void hasAnAddressThatCarriesItThroughAVariable() {
        assertThat(APP_SPEC.address()).startsWith(APP_SPEC.uri() + "?content=").matches("[A-Za-z0-9:?=_-]+");
        assertThat(Revision.parse(" " + APP_SPEC.address() + "\n")).contains(APP_SPEC);
    }

    @Test
    void isNotReadFromAnAddressThatHasLostAPartOrWasChanged() {
        String address = APP_SPEC.address();
        for (int length = 0; length < address.length(); length++) {
            assertThat(Revision.parse(address.substring(0, length))).isEmpty();
        }
        assertThat(Revision.parse(address.replace("content=d", "content=e"))).isEmpty();
        assertThat(Revision.parse(APP_SPEC.uri())).isEmpty();
    }
}
