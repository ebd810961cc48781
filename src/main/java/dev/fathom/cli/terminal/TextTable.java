package dev.fathom.cli.terminal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * A table as text in 80 columns: first the widest texts are folded, then columns that still do not fit go into further
 * tables below, each with the first column.
 */
final class TextTable {
    private static final String GAP = "  ";
    private static final int NARROWEST = 20;

    /** Columns that say more of the one before them, and stay beside it. */
    private static final Pattern QUALIFIERS = Pattern.compile("(.*_)?(error|theory|off)");

    private final List<String> columns;
    private final List<List<Object>> rows;
    private final boolean colour;
    private final int[] widths;
    private final boolean[] right;

    TextTable(List<String> columns, List<List<Object>> rows, boolean colour) {
        this.columns = columns;
        this.rows = rows;
        this.colour = colour;
        widths = new int[columns.size()];
        right = new boolean[columns.size()];
        for (int j = 0; j < widths.length; j++) {
            widths[j] = columns.get(j).length();
            for (List<Object> row : rows) {
                widths[j] = Math.max(widths[j], Table.cell(row.get(j)).length());
            }
            right[j] = !rows.isEmpty() && rows.get(0).get(j) instanceof Number;
        }
        fold();
    }

    String text() {
        StringBuilder text = new StringBuilder();
        for (List<Integer> block : blocks()) {
            text.append(text.isEmpty() ? "" : "\n");
            line(text, columns, block);
            rows.forEach(row -> line(text, row, block));
        }
        return text.toString();
    }

    private void fold() {
        while (width(IntStream.range(0, widths.length).boxed().toList()) > Terminal.COLUMNS) {
            int widest = IntStream.range(0, widths.length)
                    .filter(this::folds)
                    .reduce((a, b) -> widths[a] >= widths[b] ? a : b)
                    .orElse(-1);
            if (widest < 0) {
                return;
            }
            widths[widest]--;
        }
    }

    private boolean folds(int column) {
        return !right[column]
                && widths[column] > NARROWEST
                && rows.stream().anyMatch(row -> Table.cell(row.get(column)).contains(" "));
    }

    private List<List<Integer>> blocks() {
        List<List<Integer>> blocks = new ArrayList<>();
        List<Integer> block = new ArrayList<>(List.of(0));
        for (int j = 1; j < widths.length; ) {
            int next = j + 1;
            while (next < widths.length && QUALIFIERS.matcher(columns.get(next)).matches()) {
                next++;
            }
            List<Integer> group = IntStream.range(j, next).boxed().toList();
            List<Integer> longer = new ArrayList<>(block);
            longer.addAll(group);
            if (block.size() > 1 && width(longer) > Terminal.COLUMNS) {
                blocks.add(block);
                longer = new ArrayList<>(List.of(0));
                longer.addAll(group);
            }
            block = longer;
            j = next;
        }
        blocks.add(block);
        return blocks;
    }

    private int width(List<Integer> block) {
        return block.stream().mapToInt(j -> widths[j]).sum() + GAP.length() * (block.size() - 1);
    }

    private void line(StringBuilder text, List<?> cells, List<Integer> block) {
        List<List<String>> folded = block.stream()
                .map(j -> fold(Table.cell(cells.get(j)), widths[j]))
                .toList();
        int height = folded.stream().mapToInt(List::size).max().orElse(1);
        for (int part = 0; part < height; part++) {
            StringBuilder line = new StringBuilder();
            for (int k = 0; k < block.size(); k++) {
                int j = block.get(k);
                String cell = part < folded.get(k).size() ? folded.get(k).get(part) : "";
                String spaces = " ".repeat(Math.max(0, widths[j] - cell.length()));
                String padded = right[j] ? spaces + cell : cell + spaces;
                line.append(k == 0 ? "" : GAP)
                        .append(colour && cells.get(j) instanceof Painted p ? p.paint(padded) : padded);
            }
            text.append(line.toString().stripTrailing()).append('\n');
        }
    }

    /** Lines of at most so many columns; a word longer than that keeps its line. */
    private static List<String> fold(String cell, int width) {
        if (cell.length() <= width) {
            return List.of(cell);
        }
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String word : Arrays.asList(cell.split(" "))) {
            if (!line.isEmpty() && line.length() + 1 + word.length() > width) {
                lines.add(line.toString());
                line.setLength(0);
            }
            line.append(line.isEmpty() ? "" : " ").append(word);
        }
        lines.add(line.toString());
        return lines;
    }
}
