package io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.bundle;

import io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.Revision;
import io.jenkins.plugins.crossaccountdeploy.simulator.http.AwsError;
import io.jenkins.plugins.crossaccountdeploy.simulator.http.Json;
import io.jenkins.plugins.crossaccountdeploy.simulator.iam.Accounts;
import io.jenkins.plugins.crossaccountdeploy.simulator.iam.Caller;
import io.jenkins.plugins.crossaccountdeploy.simulator.iam.RequestContext;
import io.jenkins.plugins.crossaccountdeploy.simulator.iam.Role;
import io.jenkins.plugins.crossaccountdeploy.simulator.s3.Bucket;
import io.jenkins.plugins.crossaccountdeploy.simulator.s3.S3Service;
import io.jenkins.plugins.crossaccountdeploy.simulator.s3.StoredObject;
import io.jenkins.plugins.crossaccountdeploy.simulator.s3.content.Content;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;

/**
 * Fetches revisions as those who deploy them would: an instance with its instance role, CodeDeploy itself with the service
 * role. What they may not read, they do not get.
 */
public final class RevisionFetcher {

    private static final long LARGEST_TAR = 64L << 20;

    private final Accounts accounts;
    private final S3Service s3;

    /** What was read of a version of an object, by the type it was read as: a version never changes. */
    private final Map<StoredObject, Map<String, FetchedBundle>> read = Collections.synchronizedMap(new WeakHashMap<>());

    public RevisionFetcher(Accounts accounts, S3Service s3) {
        this.accounts = accounts;
        this.s3 = s3;
    }

    /**
     * Fetches a revision.
     *
     * @param role of the instances or of the service; without one nothing can be fetched
     */
    public FetchedBundle fetch(Revision revision, Optional<Role> role, RequestContext context) {
        if (revision.content().isPresent()) {
            return inline(revision.content().get());
        }
        Optional<Json> location = revision.s3();
        if (location.isEmpty()) {
            // a GitHub repository: nothing is known of it
            return FetchedBundle.of(AppSpec.UNKNOWN, Set.of());
        }
        if (role.isEmpty()) {
            return FetchedBundle.failed(
                    "Missing credentials - please check if this instance was started with an IAM instance profile");
        }
        Caller caller = accounts.instanceOf(role.get(), "i-0a1b2c3d");
        StoredObject object;
        try {
            Bucket bucket = s3.bucket(location.get().string("bucket").orElse(""))
                    .orElseThrow(() -> new AwsError(404, "NoSuchBucket", "The specified bucket does not exist"));
            object = s3.readable(
                    caller,
                    bucket,
                    location.get().string("key").orElse(""),
                    location.get().string("version"),
                    context,
                    true);
        } catch (AwsError refused) {
            return FetchedBundle.failed(refused.getMessage());
        }
        String expected = location.get().string("eTag").orElse(object.eTag()).replace("\"", "");
        if (!expected.equals(object.eTag())) {
            return FetchedBundle.failed(
                    "Expected deployment artifact bundle etag " + expected + " but was actually " + object.eTag());
        }
        if (object.content() instanceof Content.Forgotten) {
            return FetchedBundle.of(AppSpec.UNKNOWN, Set.of());
        }
        String type = location.get().string("bundleType").orElse("");
        return read.computeIfAbsent(object, any -> new ConcurrentHashMap<>())
                .computeIfAbsent(type, any -> read(object, type));
    }

    private static FetchedBundle read(StoredObject object, String type) {
        try {
            return switch (type) {
                case "zip" -> unzip(object);
                case "tar", "tgz" -> untar(object, type);
                default -> inline(new String(object.bytes(), StandardCharsets.UTF_8));
            };
        } catch (IOException unreadable) {
            return FetchedBundle.failed("Error extracting archive: " + unreadable.getMessage());
        }
    }

    private static FetchedBundle inline(String appSpec) {
        try {
            return FetchedBundle.of(AppSpec.parse(appSpec), Set.of());
        } catch (IllegalArgumentException malformed) {
            return FetchedBundle.unusable(malformed.getMessage());
        }
    }

    private static FetchedBundle unzip(StoredObject object) throws IOException {
        try (ZipFile zip = ZipFile.builder()
                .setSeekableByteChannel(new ContentChannel(object.content()))
                .get()) {
            Set<String> names = new HashSet<>();
            zip.getEntries().asIterator().forEachRemaining(entry -> names.add(entry.getName()));
            String root = root(names);
            for (String name : List.of("appspec.yml", "appspec.yaml")) {
                ZipArchiveEntry entry = zip.getEntry(root + name);
                if (entry != null) {
                    try (InputStream in = zip.getInputStream(entry)) {
                        return withAppSpec(new String(in.readAllBytes(), StandardCharsets.UTF_8), below(root, names));
                    }
                }
            }
        }
        return withoutAppSpec();
    }

    private static FetchedBundle untar(StoredObject object, String type) throws IOException {
        if (object.size() > LARGEST_TAR) {
            return FetchedBundle.of(AppSpec.UNKNOWN, Set.of());
        }
        InputStream bytes = new BufferedInputStream(new ByteArrayInputStream(object.bytes()));
        Map<String, String> files = new TreeMap<>();
        try (TarArchiveInputStream tar =
                new TarArchiveInputStream(type.equals("tgz") ? new GZIPInputStream(bytes) : bytes)) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                String name = entry.getName().replaceFirst("^\\./", "");
                files.put(
                        name, name.contains("appspec.") ? new String(tar.readAllBytes(), StandardCharsets.UTF_8) : "");
            }
        }
        String root = root(files.keySet());
        for (String name : List.of("appspec.yml", "appspec.yaml")) {
            if (files.containsKey(root + name)) {
                return withAppSpec(files.get(root + name), below(root, files.keySet()));
            }
        }
        return withoutAppSpec();
    }

    /** The agent takes the only directory at the root for the root, if something like an AppSpec is in it. */
    private static String root(Set<String> names) {
        Set<String> roots =
                names.stream().map(name -> name.split("/", 2)[0] + "/").collect(Collectors.toSet());
        String only = roots.iterator().next();
        boolean isRoot = roots.size() == 1 && names.stream().anyMatch(name -> name.startsWith(only + "appspec."));
        return isRoot ? only : "";
    }

    private static Set<String> below(String root, Set<String> names) {
        return names.stream().map(name -> name.substring(root.length())).collect(Collectors.toSet());
    }

    private static FetchedBundle withAppSpec(String text, Set<String> names) {
        AppSpec appSpec;
        try {
            appSpec = AppSpec.parse(text);
        } catch (IllegalArgumentException malformed) {
            return FetchedBundle.unusable(malformed.getMessage());
        }
        Set<String> missing = appSpec.hooks().values().stream()
                .flatMap(List::stream)
                .filter(script -> !names.contains(script.replaceFirst("^/", "")))
                .collect(Collectors.toSet());
        return FetchedBundle.of(appSpec, missing);
    }

    private static FetchedBundle withoutAppSpec() {
        return FetchedBundle.unusable("The CodeDeploy agent did not find an AppSpec file within the unpacked revision"
                + " directory at revision-relative path \"appspec.yml\". The revision was unpacked to directory"
                + " \"/opt/codedeploy-agent/deployment-root/deployment-archive\", and the AppSpec file was expected but"
                + " not found at path \"/opt/codedeploy-agent/deployment-root/deployment-archive/appspec.yml\". Consult"
                + " the AWS CodeDeploy Appspec documentation for more information at"
                + " http://docs.aws.amazon.com/codedeploy/latest/userguide/reference-appspec-file.html");
    }
}
