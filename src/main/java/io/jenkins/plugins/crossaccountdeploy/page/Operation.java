package io.jenkins.plugins.crossaccountdeploy.page;

import hudson.model.Item;
import hudson.model.Run;
import hudson.model.User;
import hudson.security.Permission;
import io.jenkins.plugins.crossaccountdeploy.deployment.Interruption;
import io.jenkins.plugins.crossaccountdeploy.history.DeploymentRecord.Waiting;
import io.jenkins.plugins.crossaccountdeploy.history.RunRecord;
import java.util.List;
import java.util.stream.Stream;
import software.amazon.awssdk.services.codedeploy.model.DeploymentWaitType;

/** What a person can do to a deployment that goes on. */
enum Operation {
    CONTINUE("continue", "Continue traffic", Item.BUILD, "The traffic goes over to the new targets now.", "Continue") {
        @Override
        boolean isFor(RunRecord run) {
            return run.deployment().waiting() == Waiting.READY;
        }

        @Override
        void begin(RunOperations run, User who) {
            run.proceed(DeploymentWaitType.READY_WAIT, who);
        }
    },
    END_WAIT(
            "endWait",
            "End the wait",
            Item.BUILD,
            "What the traffic has left is terminated now. After that, nobody can go back to it.",
            "Terminate") {
        @Override
        boolean isFor(RunRecord run) {
            return run.deployment().waiting() == Waiting.TERMINATION;
        }

        @Override
        void begin(RunOperations run, User who) {
            run.proceed(DeploymentWaitType.TERMINATION_WAIT, who);
        }
    },
    STOP(
            "stop",
            "Stop",
            Item.CANCEL,
            "Targets that have the new revision keep it, unless the deployment group rolls back what is stopped. The build is"
                    + " aborted.",
            "Stop") {
        @Override
        boolean isFor(RunRecord run) {
            return isStoppable(run);
        }

        @Override
        void begin(RunOperations run, User who) {
            run.stop(who, Interruption.Wish.STOP);
        }
    },
    STOP_AND_ROLL_BACK(
            "stopAndRollBack",
            "Stop and roll back",
            Item.CANCEL,
            "CodeDeploy stops, and deploys the last revision that has succeeded again. The build is aborted.",
            "Stop and roll back") {
        @Override
        boolean isFor(RunRecord run) {
            return isStoppable(run) && run.deployment().isKnown();
        }

        @Override
        void begin(RunOperations run, User who) {
            run.stop(who, Interruption.Wish.ROLLBACK);
        }
    };

    private final String method;
    private final String label;
    private final Permission permission;
    private final String consequence;
    private final String confirmation;

    Operation(String method, String label, Permission permission, String consequence, String confirmation) {
        this.method = method;
        this.label = label;
        this.permission = permission;
        this.consequence = consequence;
        this.confirmation = confirmation;
    }

    /** Whether it makes sense now. */
    abstract boolean isFor(RunRecord run);

    /** Has it done. */
    abstract void begin(RunOperations run, User who);

    Permission permission() {
        return permission;
    }

    private static boolean isStoppable(RunRecord run) {
        return !run.state().isOver() && !run.stopping() && !run.rollback().isKnown();
    }

    /** What whoever looks at the page can do now. */
    static List<Operation> of(Run<?, ?> build, RunRecord run) {
        return Stream.of(values())
                .filter(operation -> operation.isFor(run) && build.hasPermission(operation.permission))
                .toList();
    }

    /** Buttons, which a script makes work. */
    static Html buttons(Run<?, ?> build, RunRecord run) {
        Html html = new Html();
        String what = run.deployment().isKnown() ? run.deployment().id() : "the deployment";
        for (Operation operation : of(build, run)) {
            html.element(
                    "button",
                    operation.label,
                    "type",
                    "button",
                    "class",
                    operation.permission == Item.CANCEL
                            ? "jenkins-button jenkins-!-destructive-color"
                            : "jenkins-button jenkins-button--primary",
                    "data-operation",
                    operation.method,
                    "data-title",
                    operation.label + ": " + what + "?",
                    "data-message",
                    operation.consequence,
                    "data-confirmation",
                    operation.confirmation,
                    "data-type",
                    operation == CONTINUE ? "" : "destructive");
        }
        return html;
    }
}
