package io.jenkins.plugins.crossaccountdeploy.bundle;

import io.jenkins.plugins.crossaccountdeploy.appspec.AppSpecFile;
import io.jenkins.plugins.crossaccountdeploy.archive.ReadyArchive;
import io.jenkins.plugins.crossaccountdeploy.selection.BundleException;
import io.jenkins.plugins.crossaccountdeploy.selection.Entry;
import io.jenkins.plugins.crossaccountdeploy.selection.Faults;
import io.jenkins.plugins.crossaccountdeploy.selection.Selection;
import io.jenkins.plugins.crossaccountdeploy.selection.Tree;
import io.jenkins.plugins.crossaccountdeploy.selection.Workers;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Makes a bundle and sends it.
 *
 * <p>All files are hashed first, on all cores: the digest names the bundle, and when the destination has it already, that
 * is all. Otherwise the files are deflated, again on all cores, put in their order into an archive, and sent part by part
 * while later files are still being deflated. There is no temporary file. An archive that is ready-made is checked, hashed,
 * and sent as it is.
 *
 * <p>Memory is bounded, whatever the size of the files: parts of 8 MiB that take a quarter of the heap, or 40 MiB
 * where that is more, and 136 MiB at most; for each of at most 16 threads some 2 MiB; besides, about 600 bytes for each
 * file.
 */
public final class Bundler {

    /** How long parts are tried again that do not get through. */
    public static final Duration PATIENCE = Duration.ofMinutes(15);

    /** More threads than that would wait for the disk and the network. */
    private static final int MOST_THREADS = 16;

    private static final long PROGRESS_EVERY = Duration.ofSeconds(1).toNanos();

    private final Destination destination;
    private final int threads;
    private final int partSize;
    private final int mostInFlight;
    private final PartSender.Patience patience;

    private Upload upload;
    private long read;
    private long total;
    private long lastProgress = System.nanoTime();

    Bundler(Destination destination, int threads, int partSize, int mostInFlight, PartSender.Patience patience) {
        this.destination = destination;
        this.threads = threads;
        this.partSize = partSize;
        this.mostInFlight = mostInFlight;
        this.patience = patience;
    }

    /**
     * Bundles a part of a workspace and sends it where it is not already. An interrupt stops it within a second.
     *
     * @throws BundleException when the workspace cannot be bundled as it is; nothing is sent when that shows before
     * @throws SendException when S3 does not take a part
     * @throws IOException what the destination throws
     */
    public static Bundle bundle(Path workspace, Selection selection, Destination destination)
            throws IOException, InterruptedException {
        int threads = Math.min(MOST_THREADS, Runtime.getRuntime().availableProcessors());
        int mostInFlight = Upload.mostInFlight(Runtime.getRuntime().maxMemory(), Part.LARGEST);
        return new Bundler(destination, threads, Part.LARGEST, mostInFlight, PartSender.Patience.DEFAULT)
                .bundle(workspace, selection);
    }

    Bundle bundle(Path workspace, Selection selection) throws IOException, InterruptedException {
        return selection.isReadyMade() ? send(workspace, selection.archive()) : make(workspace, selection);
    }

    private Bundle make(Path workspace, Selection selection) throws IOException, InterruptedException {
        long start = System.nanoTime();
        try (Workers<WorkBuffers> workers = new Workers<>(threads, WorkBuffers::new, this::tick)) {
            Faults faults = new Faults();
            Tree tree = select(workspace, selection, workers, faults);
            Manifest manifest = Manifest.hash(tree, workers);
            Duration hashing = since(start);
            Contents contents = manifest.contents();
            if (destination.holds(contents)) {
                return new Bundle(contents, List.of(), faults.warnings(), hashing, Duration.ZERO);
            }
            long sending = System.nanoTime();
            List<SentPart> parts = send(manifest, selection.sourceDateEpoch(), workers);
            return new Bundle(contents, parts, faults.warnings(), hashing, since(sending));
        } catch (InterruptedIOException e) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            throw e;
        }
    }

    /** Sends an archive that is there already, byte for byte. */
    private Bundle send(Path workspace, String name) throws IOException, InterruptedException {
        long start = System.nanoTime();
        Faults faults = new Faults(name + ": ");
        try (ReadyArchive archive = ReadyArchive.open(workspace, name, faults)) {
            List<Entry> entries = archive.check(faults);
            Contents contents = Contents.of(archive, archive.digest(), entries);
            Duration hashing = since(start);
            if (destination.holds(contents)) {
                return new Bundle(contents, List.of(), faults.warnings(), hashing, Duration.ZERO);
            }
            long sending = System.nanoTime();
            total = archive.size();
            List<SentPart> parts = send(out -> archive.send(out, contents.digest(), sent -> read = sent));
            return new Bundle(contents, parts, faults.warnings(), hashing, since(sending));
        } catch (InterruptedIOException e) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            throw e;
        }
    }

    private static Tree select(Path workspace, Selection selection, Workers<WorkBuffers> workers, Faults faults)
            throws IOException, InterruptedException {
        Tree selected = Tree.select(workspace, selection, workers, faults);
        AppSpecFile appSpec = AppSpecFile.read(workspace, selection, faults);
        Tree tree = appSpec.placeIn(selected, selection, faults);
        appSpec.check(tree, faults);
        faults.throwIfAny();
        return tree;
    }

    private List<SentPart> send(Manifest manifest, Instant latest, Workers<WorkBuffers> workers)
            throws IOException, InterruptedException {
        total = manifest.contents().bytes();
        return send(out -> {
            Archive archive = new Archive(out, manifest.contents().digest(), latest);
            try {
                write(manifest, workers, archive);
                archive.finish();
            } finally {
                archive.abandon();
            }
        });
    }

    /** Writes an archive. */
    private interface Writer {
        void write(OutputStream out) throws IOException, InterruptedException;
    }

    /** Sends an archive while it is written; its last part, when all of it is. */
    private List<SentPart> send(Writer archive) throws IOException, InterruptedException {
        try (PartSender sender = new PartSender(destination, patience);
                Upload parts = new Upload(sender, partSize, mostInFlight, this::tick)) {
            upload = parts;
            archive.write(parts);
            List<SentPart> sent = parts.finish();
            progress();
            return sent;
        }
    }

    private void write(Manifest manifest, Workers<WorkBuffers> workers, Archive archive)
            throws IOException, InterruptedException {
        Deflation deflation = new Deflation(manifest);
        Workers<WorkBuffers>.InOrder<Chunk, Deflation.Deflated> deflated =
                workers.each(Chunk.cut(manifest.tree().entries()), deflation::deflate);
        while (deflated.hasNext()) {
            Deflation.Deflated next = deflated.next();
            if (next.chunk() instanceof Chunk.Block block) {
                try (Blocks blocks = new Blocks(deflation, deflated, next)) {
                    archive.file(block.file(), manifest.crc(block.index()), blocks);
                }
            } else {
                write((Chunk.Batch) next.chunk(), next, manifest, archive);
                deflation.recycle(next);
            }
        }
    }

    private void write(Chunk.Batch batch, Deflation.Deflated deflated, Manifest manifest, Archive archive)
            throws IOException {
        int from = 0;
        for (int i = 0; i < batch.entries().size(); i++) {
            Entry entry = batch.entries().get(i);
            int crc = manifest.crc(batch.first() + i);
            if (entry instanceof Entry.File file) {
                archive.file(file, crc, deflated.isStored(i), deflated.bytes(), from, deflated.size(i));
                from += deflated.size(i);
                read += file.size();
            } else if (entry instanceof Entry.Link link) {
                archive.link(link, crc);
            } else if (entry instanceof Entry.Directory directory) {
                archive.directory(directory);
            }
        }
    }

    private void tick() {
        if (upload != null && System.nanoTime() - lastProgress >= PROGRESS_EVERY) {
            progress();
        }
    }

    private void progress() {
        lastProgress = System.nanoTime();
        destination.progress(new Progress(read, total, upload.acknowledged()));
    }

    private static Duration since(long nanoTime) {
        return Duration.ofNanos(System.nanoTime() - nanoTime);
    }

    /** The deflated blocks of one large file, one after the other. */
    private final class Blocks extends InputStream {

        private final Deflation deflation;
        private final Workers<WorkBuffers>.InOrder<Chunk, Deflation.Deflated> source;
        private Deflation.Deflated block;
        private int at;

        Blocks(
                Deflation deflation,
                Workers<WorkBuffers>.InOrder<Chunk, Deflation.Deflated> source,
                Deflation.Deflated first) {
            this.deflation = deflation;
            this.source = source;
            block = first;
        }

        @Override
        public int read() {
            throw new UnsupportedOperationException();
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            if (at == block.size(0) && !next()) {
                return -1;
            }
            int copied = Math.min(length, block.size(0) - at);
            System.arraycopy(block.bytes(), at, into, offset, copied);
            at += copied;
            return copied;
        }

        private boolean next() throws IOException {
            Chunk.Block done = (Chunk.Block) block.chunk();
            read += done.length();
            deflation.recycle(block);
            if (done.last()) {
                return false;
            }
            try {
                block = source.next();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException();
            }
            at = 0;
            return true;
        }
    }
}
