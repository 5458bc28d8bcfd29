package io.milepost.email.template;

import java.util.SortedMap;

/**
 * A template as somebody wrote it.
 *
 * @param name what rules call it
 * @param texts by path below the template's folder: {@code en/subject.txt}
 */
record TemplateFiles(String name, SortedMap<String, String> texts) {}
