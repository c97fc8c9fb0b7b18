package hudson.model;

public class CauseAction extends InvisibleAction {
    public CauseAction(Cause... c) {}
}
