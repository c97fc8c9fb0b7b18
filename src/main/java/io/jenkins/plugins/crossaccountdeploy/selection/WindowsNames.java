package io.jenkins.plugins.crossaccountdeploy.selection;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * What a Windows instance cannot unpack.
 *
 * <p>See <a href="https://learn.microsoft.com/windows/win32/fileio/naming-a-file">Naming files</a>.
 */
public final class WindowsNames {

    private static final Pattern FORBIDDEN = Pattern.compile("[<>:\"|?*\\\\\\p{Cntrl}]");
    private static final Pattern RESERVED =
            Pattern.compile("(CON|PRN|AUX|NUL|COM[1-9¹²³]|LPT[1-9¹²³])(\\..*)?", Pattern.CASE_INSENSITIVE);

    private WindowsNames() {}

    public static void check(List<Entry> entries, Faults faults) {
        Map<String, Entry> seen = new HashMap<>();
        for (Entry entry : entries) {
            String path = entry.path();
            String name = path.substring(path.lastIndexOf('/') + 1);
            String why = why(entry, name);
            if (!why.isEmpty()) {
                faults.add(path + ": " + why);
            }
            Entry same = seen.putIfAbsent(path.toLowerCase(Locale.ROOT), entry);
            // Windows makes one directory of two, which loses nothing.
            if (same != null && !(same instanceof Entry.Directory && entry instanceof Entry.Directory)) {
                faults.add(path + ": differs from '" + same.path()
                        + "' only in case, and Windows (os: windows) has room for one of them. Rename one.");
            }
        }
    }

    private static String why(Entry entry, String name) {
        if (entry instanceof Entry.Link) {
            return "a Windows instance (os: windows) gets a text file for a symbolic link. Copy what it leads to.";
        }
        if (FORBIDDEN.matcher(name).find()) {
            return "Windows (os: windows) allows none of < > : \" | ? * \\ in a name. Rename or exclude it.";
        }
        if (name.endsWith(".") || name.endsWith(" ")) {
            return "Windows (os: windows) drops a dot or space at the end of a name. Rename or exclude it.";
        }
        if (RESERVED.matcher(name).matches()) {
            return "Windows (os: windows) keeps this name for a device. Rename or exclude it.";
        }
        return "";
    }
}
