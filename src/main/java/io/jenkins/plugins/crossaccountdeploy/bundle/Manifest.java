package io.jenkins.plugins.crossaccountdeploy.bundle;

import io.jenkins.plugins.crossaccountdeploy.selection.BundleException;
import io.jenkins.plugins.crossaccountdeploy.selection.Entry;
import io.jenkins.plugins.crossaccountdeploy.selection.Faults;
import io.jenkins.plugins.crossaccountdeploy.selection.Reading;
import io.jenkins.plugins.crossaccountdeploy.selection.Tree;
import io.jenkins.plugins.crossaccountdeploy.selection.Workers;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * The entries of a bundle with their check sums, and the digest over all of it.
 *
 * <p>The digest is SHA-256 over one record for each entry, in order: path, mode in octal and size in decimal, each ended by
 * a zero byte, and the content hash. The content hash is SHA-512/256 of the content; for a file of more than {@link
 * Chunk#SIZE} bytes, SHA-512/256 of the hashes of its blocks, so that all cores can hash it.
 */
final class Manifest {

    /** Changes when the same files would make other bytes than before, so that these get another digest. */
    private static final String FORMAT = "cross-account-deploy bundle 2";

    private final Tree tree;
    private final Contents contents;
    private final int[] crcs;
    private final Map<Integer, int[]> blockCrcs;

    private Manifest(Tree tree, Contents contents, int[] crcs, Map<Integer, int[]> blockCrcs) {
        this.tree = tree;
        this.contents = contents;
        this.crcs = crcs;
        this.blockCrcs = blockCrcs;
    }

    Tree tree() {
        return tree;
    }

    Contents contents() {
        return contents;
    }

    /** The CRC-32 of an entry's content. */
    int crc(int entry) {
        return crcs[entry];
    }

    /** The CRC-32 of a block of a large file. */
    int crc(Chunk.Block block) {
        return blockCrcs.get(block.index())[block.number()];
    }

    /** The content of a link is its target. */
    static byte[] target(Entry.Link link) {
        return link.target().getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Reads and hashes all files, on all workers.
     *
     * @throws BundleException for files that cannot be read, or are not what was listed
     */
    static Manifest hash(Tree tree, Workers<WorkBuffers> workers) throws IOException, InterruptedException {
        return new Hashing(tree).run(workers);
    }

    private static final class Hashing {

        /**
         * The sums of a chunk.
         *
         * @param hashes one for each file of a batch, or the only one of a block
         */
        private record Sums(Chunk chunk, int[] crcs, byte[][] hashes) {}

        private final Tree tree;
        private final int[] crcs;
        private final Map<Integer, int[]> blockCrcs = new HashMap<>();
        private final MessageDigest digest = WorkBuffers.sha256();
        private final MessageDigest blocks = WorkBuffers.contentHash();
        private long files;
        private long directories;
        private long links;
        private long bytes;

        Hashing(Tree tree) {
            this.tree = tree;
            crcs = new int[tree.entries().size()];
        }

        Manifest run(Workers<WorkBuffers> workers) throws IOException, InterruptedException {
            Faults faults = new Faults();
            field(FORMAT);
            Workers<WorkBuffers>.InOrder<Chunk, Sums> sums = workers.each(Chunk.cut(tree.entries()), this::sum);
            while (sums.hasNext() && !faults.full()) {
                try {
                    add(sums.next());
                } catch (BundleException e) {
                    faults.addAll(e.faults());
                }
            }
            faults.throwIfAny();
            String hex = HexFormat.of().formatHex(digest.digest());
            return new Manifest(
                    tree, new Contents(hex, files, directories, links, bytes, tree.leftOut()), crcs, blockCrcs);
        }

        private Sums sum(Chunk chunk, WorkBuffers buffers) throws IOException, InterruptedException {
            if (chunk instanceof Chunk.Block block) {
                Reading.range(tree.locate(block.file()), block.file(), block.from(), buffers.input, block.length());
                buffers.contentHash.update(buffers.input, 0, block.length());
                int crc = buffers.crc(buffers.input, 0, block.length());
                return new Sums(chunk, new int[] {crc}, new byte[][] {buffers.contentHash.digest()});
            }
            List<Entry> entries = ((Chunk.Batch) chunk).entries();
            Sums sums = new Sums(chunk, new int[entries.size()], new byte[entries.size()][]);
            for (int i = 0; i < entries.size(); i++) {
                byte[] content = buffers.input;
                int length = 0;
                if (entries.get(i) instanceof Entry.File file) {
                    length = (int) file.size();
                    Reading.range(tree.locate(file), file, 0, content, length);
                } else if (entries.get(i) instanceof Entry.Link link) {
                    content = target(link);
                    length = content.length;
                }
                buffers.contentHash.update(content, 0, length);
                sums.hashes[i] = buffers.contentHash.digest();
                sums.crcs[i] = buffers.crc(content, 0, length);
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
            }
            return sums;
        }

        private void add(Sums sums) {
            if (sums.chunk instanceof Chunk.Block block) {
                int[] all = blockCrcs.computeIfAbsent(block.index(), index -> new int[Chunk.blocks(block.file())]);
                all[block.number()] = sums.crcs[0];
                crcs[block.index()] = Crc.combine(crcs[block.index()], sums.crcs[0], block.length());
                blocks.update(sums.hashes[0]);
                if (block.last()) {
                    add(block.file(), blocks.digest());
                }
                return;
            }
            Chunk.Batch batch = (Chunk.Batch) sums.chunk;
            for (int i = 0; i < sums.crcs.length; i++) {
                crcs[batch.first() + i] = sums.crcs[i];
                add(batch.entries().get(i), sums.hashes[i]);
            }
        }

        private void add(Entry entry, byte[] hash) {
            long size = 0;
            if (entry instanceof Entry.File file) {
                size = file.size();
                files++;
                bytes += size;
            } else if (entry instanceof Entry.Link link) {
                size = target(link).length;
                links++;
            } else {
                directories++;
            }
            field(entry.path());
            field(Integer.toOctalString(entry.mode()));
            field(Long.toString(size));
            digest.update(hash);
        }

        private void field(String text) {
            digest.update(text.getBytes(StandardCharsets.UTF_8));
            digest.update((byte) 0);
        }
    }
}
