package net.sf.json;

public final class JSONObject {
    public JSONObject() {}

    public static JSONObject fromObject(Object object) {
        return null;
    }

    public Object opt(String key) {
        return null;
    }
}
