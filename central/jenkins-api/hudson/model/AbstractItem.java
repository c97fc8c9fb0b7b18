package hudson.model;


public abstract class AbstractItem extends Actionable implements Item {
  @Override public final String getFullName() { return null; }
}
