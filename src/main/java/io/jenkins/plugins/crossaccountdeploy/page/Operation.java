package io.jenkins.plugins.crossaccountdeploy.page;

import hudson.model.Item;
import hudson.model.Run;
import hudson.model.User;
import hudson.security.Permission;
import io.jenkins.plugins.crossaccountdeploy.deployment.Interruption;
import io.jenkins.plugins.crossaccountdeploy.history.DeploymentRecord.Waiting;
import io.jenkins.plugins.crossaccountdeploy.history.RunRecord;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import jenkins.model.Jenkins;
import software.amazon.awssdk.services.codedeploy.model.DeploymentWaitType;

/** What a person can do to a deployment that goes on. */
enum Operation {
    CONTINUE(
            "continue",
            Item.BUILD,
            Messages::Operation_Continue,
            Messages::Operation_Continue_Consequence,
            Messages::Operation_Continue_Confirmation) {
        @Override
        boolean isFor(RunRecord run) {
            return run.deployment().waiting() == Waiting.READY;
        }

        @Override
        void begin(RunOperations run) {
            run.proceed(DeploymentWaitType.READY_WAIT, userName());
        }
    },
    END_WAIT(
            "endWait",
            Item.BUILD,
            Messages::Operation_EndWait,
            Messages::Operation_EndWait_Consequence,
            Messages::Operation_EndWait_Confirmation) {
        @Override
        boolean isFor(RunRecord run) {
            return run.deployment().waiting() == Waiting.TERMINATION;
        }

        @Override
        void begin(RunOperations run) {
            run.proceed(DeploymentWaitType.TERMINATION_WAIT, userName());
        }
    },
    STOP(
            "stop",
            Item.CANCEL,
            Messages::Operation_Stop,
            Messages::Operation_Stop_Consequence,
            Messages::Operation_Stop) {
        @Override
        boolean isFor(RunRecord run) {
            return isStoppable(run);
        }

        @Override
        void begin(RunOperations run) {
            run.stop(userId(), Interruption.Wish.STOP);
        }
    },
    STOP_AND_ROLL_BACK(
            "stopAndRollBack",
            Item.CANCEL,
            Messages::Operation_StopAndRollBack,
            Messages::Operation_StopAndRollBack_Consequence,
            Messages::Operation_StopAndRollBack) {
        @Override
        boolean isFor(RunRecord run) {
            return isStoppable(run) && run.deployment().isKnown();
        }

        @Override
        void begin(RunOperations run) {
            run.stop(userId(), Interruption.Wish.ROLLBACK);
        }
    };

    private final String method;
    private final Permission permission;
    private final Supplier<String> label;
    private final Supplier<String> consequence;
    private final Supplier<String> confirmation;

    Operation(
            String method,
            Permission permission,
            Supplier<String> label,
            Supplier<String> consequence,
            Supplier<String> confirmation) {
        this.method = method;
        this.permission = permission;
        this.label = label;
        this.consequence = consequence;
        this.confirmation = confirmation;
    }

    /** Whether it makes sense now. */
    abstract boolean isFor(RunRecord run);

    /** Has it done in the name of the current user. */
    abstract void begin(RunOperations run);

    Permission permission() {
        return permission;
    }

    private static String userId() {
        return Jenkins.getAuthentication2().getName();
    }

    /** In a Jenkins where nobody logs in there is no user, and everybody may do it. */
    private static String userName() {
        return Optional.ofNullable(User.current()).map(User::getDisplayName).orElseGet(Operation::userId);
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
        String what = run.deployment().isKnown() ? run.deployment().id() : Messages.Operation_TheDeployment();
        for (Operation operation : of(build, run)) {
            html.element(
                    "button",
                    operation.label.get(),
                    "type",
                    "button",
                    "class",
                    operation.permission == Item.CANCEL
                            ? "jenkins-button jenkins-!-destructive-color"
                            : "jenkins-button jenkins-button--primary",
                    "data-operation",
                    operation.method,
                    "data-title",
                    Messages.Operation_Title(operation.label.get(), what),
                    "data-message",
                    operation.consequence.get(),
                    "data-confirmation",
                    operation.confirmation.get(),
                    "data-type",
                    operation == CONTINUE ? "" : "destructive");
        }
        return html;
    }
}
