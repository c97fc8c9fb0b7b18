package io.jenkins.plugins.crossaccountdeploy.page;

import io.jenkins.plugins.crossaccountdeploy.explanation.Units;
import io.jenkins.plugins.crossaccountdeploy.history.DeploymentRecord;
import io.jenkins.plugins.crossaccountdeploy.history.RevisionRecord;
import io.jenkins.plugins.crossaccountdeploy.history.RunRecord;
import io.jenkins.plugins.crossaccountdeploy.revision.Revision;

/**
 * What a run deploys, where, and as whom.
 *
 * @param run to show
 */
record Facts(RunRecord run) {

    Html html() {
        ConsoleLinks links = new ConsoleLinks(run.place());
        Html html = new Html().open("dl", "class", "cad-facts");
        revision(html, links);
        if (run.place().hasGroup()) {
            place(html, links);
        }
        deployment(html);
        session(html);
        begun(html);
        if (!run.deployment().message().isEmpty()) {
            wide(
                    html,
                    Messages.Facts_CodeDeploySays(),
                    new Html().text(run.deployment().message()));
        }
        Revision.parse(run.rollback().revision())
                .map(Revision::uri)
                .filter(restored -> !restored.equals(run.revision().uri()))
                .ifPresent(restored -> wide(html, Messages.Facts_RolledBackTo(), new Html().text(restored)));
        return html.close("dl");
    }

    private void deployment(Html html) {
        DeploymentRecord deployment = run.deployment();
        if (deployment.isKnown()) {
            Html told = new Html().link(deployment.url(), deployment.id());
            if (!deployment.status().isEmpty()) {
                told.text(", " + Words.status(deployment.status()));
            }
            fact(html, Messages.Facts_Deployment(), told);
        }
        if (run.rollback().isKnown()) {
            fact(
                    html,
                    Messages.Facts_RolledBackBy(),
                    new Html()
                            .link(run.rollback().url(), run.rollback().id())
                            .text(", " + Words.status(run.rollback().status())));
        }
    }

    private void session(Html html) {
        if (run.session().isEmpty()) {
            return;
        }
        Html session = new Html()
                .element(
                        "code",
                        Words.resource(run.session()).replaceFirst("^assumed-role/", ""),
                        "title",
                        run.session());
        if (!run.development().isEmpty()) {
            session.open("div", "class", "cad-muted")
                    .text(Messages.Facts_AssumedBy(Words.resource(run.development())))
                    .close("div");
        }
        fact(html, Messages.Facts_RoleSession(), session);
    }

    private void begun(Html html) {
        Html begun = new Html()
                .open("time", "datetime", run.began().toString())
                .text(Spans.exact(run.began()))
                .close("time");
        if (!run.origin().cause().isEmpty()) {
            begun.text(". " + run.origin().cause());
        }
        fact(html, Messages.Facts_Begun(), begun);
    }

    private void place(Html html, ConsoleLinks links) {
        fact(
                html,
                Messages.Facts_Account(),
                new Html().text(run.place().account() + ", " + run.place().region()));
        Html group = new Html().link(links.deploymentGroup(), Words.target(run.place()));
        if (!run.place().deploymentConfig().isEmpty()) {
            group.text(", " + run.place().deploymentConfig());
        }
        fact(html, Messages.Facts_DeploymentGroup(), group);
    }

    private void revision(Html html, ConsoleLinks links) {
        RevisionRecord revision = run.revision();
        if (revision.isKnown()) {
            Html where = new Html()
                    .link(
                            revision.bucket().isEmpty() ? "" : links.object(revision.bucket(), revision.key()),
                            revision.uri());
            wide(html, Messages.Facts_Revision(), where);
        }
        if (!revision.digest().isEmpty()) {
            fact(
                    html,
                    Messages.Facts_Digest(),
                    new Html().element("code", revision.shortDigest(), "title", revision.digest()));
        }
        if (!revision.commit().isEmpty()) {
            fact(
                    html,
                    Messages.Facts_Commit(),
                    new Html().element("code", revision.shortCommit(), "title", revision.commit()));
        }
        if (revision.files() > 0) {
            fact(html, Messages.Facts_Content(), new Html().text(content(revision)));
        }
    }

    private static String content(RevisionRecord revision) {
        String files = Spans.number(revision.files());
        String bytes = Units.bytes(revision.bytes(), Spans.locale());
        return revision.sentBytes() == 0
                ? Messages.Facts_Reused(files, revision.files(), bytes)
                : Messages.Facts_Sent(
                        files, revision.files(), bytes, Units.bytes(revision.sentBytes(), Spans.locale()));
    }

    private static void wide(Html html, String name, Html value) {
        html.open("div", "class", "cad-facts__wide")
                .element("dt", name)
                .open("dd")
                .add(value)
                .close("dd")
                .close("div");
    }

    private static void fact(Html html, String name, Html value) {
        html.open("div").element("dt", name).open("dd").add(value).close("dd").close("div");
    }
}
