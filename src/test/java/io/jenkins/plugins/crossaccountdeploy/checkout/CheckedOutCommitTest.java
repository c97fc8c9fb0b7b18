package io.jenkins.plugins.crossaccountdeploy.checkout;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class CheckedOutCommitTest {

    private static final CheckedOutCommit SHOP = at("/w/shop", "5409");
    private static final CheckedOutCommit TOOLS = at("/w/shop/tools", "7001");

    private static CheckedOutCommit at(String directory, String commit) {
        return new CheckedOutCommit("agent", directory, commit);
    }

    private static String commit(String directory, CheckedOutCommit... checkouts) {
        return CheckedOutCommit.of(Arrays.asList(checkouts), "agent", directory).orElse("");
    }

    @Test
    void isThatOfTheCheckoutAroundTheDirectory() {
        assertThat(commit("/w/shop", SHOP)).isEqualTo("5409");
        assertThat(commit("/w/shop/dist/web", SHOP)).isEqualTo("5409");
        assertThat(commit("/w/shop/./dist//web/", SHOP)).isEqualTo("5409");
    }

    @Test
    void isThatOfTheInnermostCheckoutAround() {
        assertThat(commit("/w/shop/tools/bin", SHOP, TOOLS)).isEqualTo("7001");
        assertThat(commit("/w/shop/dist", SHOP, TOOLS)).isEqualTo("5409");
    }

    @Test
    void isThatOfTheCheckoutsInTheDirectoryIfTheyAgree() {
        assertThat(commit("/w", SHOP)).isEqualTo("5409");
        assertThat(commit("/w", SHOP, at("/w/again", "5409"))).isEqualTo("5409");
        assertThat(commit("/w", SHOP, TOOLS)).isEmpty();
    }

    @Test
    void isNotThatOfAnotherWorkspaceOrNode() {
        assertThat(commit("/w/shopping", SHOP)).isEmpty();
        assertThat(CheckedOutCommit.of(List.of(SHOP), "other", "/w/shop")).isEmpty();
        assertThat(commit("/w/shop")).isEmpty();
    }

    @Test
    void readsThePathsOfWindows() {
        assertThat(commit("C:\\w\\shop/dist", at("C:\\w\\shop", "5409"))).isEqualTo("5409");
    }
}
