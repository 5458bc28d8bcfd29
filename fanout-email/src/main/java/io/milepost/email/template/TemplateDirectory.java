package io.milepost.email.template;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The folder that holds the templates: {@code NAME/LOCALE/FILE}. Names that begin with a dot are not looked at; links are
 * followed, since that is how clusters hand folders in.
 */
record TemplateDirectory(Path root) {
    private static final long MOST_BYTES = 512 << 10;
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,63}");
    private static final Set<String> READ =
            Set.of(Translation.SUBJECT, Translation.HTML, Translation.TEXT, LoadedTemplate.SAMPLE);

    /**
     * When each file was changed, by template and by path below it.
     *
     * @param found folders whose names are none
     * @throws IOException if the folder cannot be read
     */
    Map<String, SortedMap<String, String>> look(List<String> found) throws IOException {
        Map<String, SortedMap<String, String>> seen = new TreeMap<>();
        Files.walkFileTree(root, EnumSet.of(FileVisitOption.FOLLOW_LINKS), 3, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                if (folder.equals(root)) {
                    return FileVisitResult.CONTINUE;
                }
                String name = folder.getFileName().toString();
                if (name.startsWith(".")) {
                    return FileVisitResult.SKIP_SUBTREE;
                }
                if (root.equals(folder.getParent())) {
                    if (!NAME.matcher(name).matches()) {
                        found.add(name + ": a template's name has letters, digits, - and _, 64 at most");
                        return FileVisitResult.SKIP_SUBTREE;
                    }
                    seen.put(name, new TreeMap<>());
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                Path below = root.relativize(file);
                if (below.getNameCount() > 1 && READ.contains(file.getFileName().toString())) {
                    String changed =
                            attributes.lastModifiedTime() + " " + attributes.size() + " " + attributes.fileKey();
                    seen.computeIfAbsent(below.getName(0).toString(), name -> new TreeMap<>())
                            .put(slashes(below.subpath(1, below.getNameCount())), changed);
                }
                return FileVisitResult.CONTINUE;
            }
        });
        return seen;
    }

    /** Reads a template's files. One that cannot be read is a fault. */
    TemplateFiles read(String name, Set<String> paths, List<String> found) {
        SortedMap<String, String> texts = new TreeMap<>();
        for (String path : paths) {
            Path file = root.resolve(name).resolve(path);
            Faults faults = new Faults(name + "/" + path, found);
            try {
                if (Files.size(file) > MOST_BYTES) {
                    faults.add("longer than " + MOST_BYTES + " bytes");
                } else {
                    texts.put(path, Files.readString(file));
                }
            } catch (CharacterCodingException e) {
                faults.add("not UTF-8");
            } catch (IOException e) {
                faults.add("cannot be read: " + e.getClass().getSimpleName());
            }
        }
        return new TemplateFiles(name, texts);
    }

    private static String slashes(Path path) {
        return path.toString().replace(path.getFileSystem().getSeparator(), "/");
    }
}
