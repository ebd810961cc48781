package dev.fathom.model;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** What an array is in a network, by the names that PyTorch, Hugging Face, timm and Keras give, and by its shape. */
public enum Role {
    DENSE,
    CONVOLUTION,
    QUERY,
    KEY,
    VALUE,
    /** Queries, keys and values in one matrix, or two of them. */
    QKV,
    ATTENTION_OUTPUT,
    /** The layer that gives the network's answer. */
    OUTPUT,
    EMBEDDING,
    RECURRENT,
    /** A low-rank addition to another layer's weights. */
    ADAPTER,
    NORM,
    BIAS,
    OTHER;

    private static final Pattern ADAPTER_NAME = Pattern.compile("lora_?(a|b|up|down|embedding_[ab])|adapter");
    private static final Pattern NORM_NAME = Pattern.compile(
            "(.*[_-])?(layer|batch|group|instance|rms)?_?norm(alization)?([_-]?\\w{0,12})?|ln([_-]?\\w{0,8})?|bn\\d*|gn\\d*");
    private static final Pattern NORM_LEAF = Pattern.compile(
            "gamma_?\\d*|beta|layer_?scale\\w*|moving_(mean|variance)|running_(mean|var)|num_batches_tracked|ls_?\\d|lambda_?\\d");
    private static final Pattern BIAS_LEAF = Pattern.compile("bias(es)?|b\\d*|.*_bias|bias_[ih]h.*");
    private static final Pattern EMBEDDING_NAME = Pattern.compile(
            "wte|wpe|wtt|.*embed(ding)?s?(_\\w+)?|(tok|token|pos|position|word)_emb|(cls|class|dist|mask|register)_?tokens?"
                    + "|relative_attention_bias|relative_position_bias_table|shared|lookup_table");
    private static final Pattern QUERY_NAME =
            Pattern.compile("q|wq|to_q|q_(proj|lin|linear|proj_weight)|query(_dense|_proj|_layer)?|linear_q");
    private static final Pattern KEY_NAME =
            Pattern.compile("k|wk|to_k|k_(proj|lin|linear|proj_weight)|key(_dense|_proj|_layer)?|linear_k");
    private static final Pattern VALUE_NAME =
            Pattern.compile("v|wv|to_v|v_(proj|lin|linear|proj_weight)|value(_dense|_proj|_layer)?|linear_v");
    private static final Pattern QKV_NAME =
            Pattern.compile("c_attn|w?qkv(_proj)?|to_qkv|in_proj(_weight)?|query_key_value|to_kv|kv(_proj)?|w_pack");
    private static final Pattern ATTENTION_OUTPUT_NAME =
            Pattern.compile("o_proj|out_proj|wo|to_out|attention_output|out_lin|output_dense");
    private static final Pattern PROJECTION = Pattern.compile("proj|c_proj|dense|o|out|output");
    private static final Pattern ATTENTION = Pattern.compile(".*att(n|ention).*|mha");
    private static final Pattern RECURRENT_LEAF = Pattern.compile("weight_[ih]h.*|recurrent_kernel");
    private static final Pattern OUTPUT_NAME =
            Pattern.compile("(lm|mlm|cls|classification|last)?_?head(_dist)?|classifier|output(_layer"
                    + "|_projection)?|out|logits|score|readout|predictions|fc|fc_?out|embed_out|dense_out|last(_layer|_linear)?"
                    + "|proj_out|vocab_projector|qa_outputs|seq_relationship");

    /** Heads of several layers whose last one is the answer. */
    private static final Pattern HEAD_NAME = Pattern.compile("(lm|mlm)_head|predictions");
    /** Feed-forward parts, whose projections are called like those of attention. */
    private static final Pattern FEED_FORWARD =
            Pattern.compile("(.*_)?(mlp|ffn?|feed_?forward|dense\\w*dense|experts?)(_\\w+)?");

    /** One of many alike: a part of the network that repeats. */
    private static final Pattern REPEATED =
            Pattern.compile("\\d+|(.*_)?(layers?|(res|transformer)?_?blocks?|h|stages?|cells?)_?\\d+");

    private static final Pattern RECURRENT_NAME = Pattern.compile("(.*_)?(lstm|gru|rnn)(_cell)?(_?\\d+)?");
    private static final Pattern LEAF = Pattern.compile("weights?|kernel|w|bias|scale|embeddings?|g");

    /** In small letters, as users write it: {@code attention output}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    /** Whether such an array multiplies activations: what has a fan. */
    public boolean multiplies() {
        return ordinal() <= OUTPUT.ordinal() || this == RECURRENT;
    }

    /** Whether it stands beside other layers, so that its file is no chain of layers. */
    public boolean parallel() {
        return this == QUERY || this == KEY || this == VALUE || this == QKV || this == ATTENTION_OUTPUT;
    }

    /** @param name with dots or slashes between modules */
    public static Role of(String name, List<Long> shape) {
        String plain = name.endsWith(":0") ? name.substring(0, name.length() - 2) : name;
        String[] parts = plain.toLowerCase(Locale.ROOT).split("[./]");
        String leaf = parts[parts.length - 1];
        String owner = owner(parts);
        int axes = shape.size();
        boolean vector = axes <= 1 || axes == 2 && (shape.get(0) == 1 || shape.get(1) == 1);
        if (ADAPTER_NAME.matcher(String.join("/", parts)).find()) {
            return ADAPTER;
        }
        if (NORM_LEAF.matcher(leaf).matches()
                || vector && NORM_NAME.matcher(owner).matches()) {
            return NORM;
        }
        if (axes == 2
                && (RECURRENT_LEAF.matcher(leaf).matches()
                        || leaf.equals("kernel")
                                && RECURRENT_NAME.matcher(owner).matches())) {
            return RECURRENT;
        }
        boolean whole = LEAF.matcher(leaf).matches();
        if (EMBEDDING_NAME.matcher(whole ? owner : leaf).matches() && axes > 1 && (!whole || axes == 2)) {
            return OUTPUT_NAME.matcher(owner).matches() ? OUTPUT : EMBEDDING;
        }
        Role attention = attention(parts, owner, leaf, axes);
        if (attention != null && !BIAS_LEAF.matcher(leaf).matches()) {
            return attention;
        }
        if (BIAS_LEAF.matcher(leaf).matches() && (vector || attention != null)) {
            return BIAS;
        }
        return byShape(parts, owner, leaf, axes);
    }

    private static Role byShape(String[] parts, String owner, String leaf, int axes) {
        if (axes > 2) {
            return axes <= 5 ? CONVOLUTION : OTHER;
        }
        if (axes == 2) {
            return isOutput(parts, owner) ? OUTPUT : DENSE;
        }
        return axes == 1 && LEAF.matcher(leaf).matches() ? NORM : OTHER;
    }

    /** A network has one answer: what stands in a part that repeats is none. */
    private static boolean isOutput(String[] parts, String owner) {
        for (int i = 0; i < parts.length && !parts[i].equals(owner); i++) {
            if (REPEATED.matcher(parts[i]).matches()) {
                return false;
            }
        }
        return OUTPUT_NAME.matcher(owner).matches()
                || owner.equals("decoder")
                        && parts.length > 2
                        && HEAD_NAME.matcher(parts[parts.length - 3]).matches();
    }

    private static Role attention(String[] parts, String owner, String leaf, int axes) {
        if (axes < 2 && !BIAS_LEAF.matcher(leaf).matches()) {
            return null;
        }
        String named = leaf.endsWith("proj_weight") || leaf.endsWith("proj_bias") ? leaf : owner;
        boolean within = false;
        for (int i = 0; i < parts.length - 1; i++) {
            within |= ATTENTION.matcher(parts[i]).matches();
            if (FEED_FORWARD.matcher(parts[i]).matches()) {
                return null;
            }
        }
        if (QUERY_NAME.matcher(named).matches()) {
            return QUERY;
        }
        if (KEY_NAME.matcher(named).matches()) {
            return KEY;
        }
        if (VALUE_NAME.matcher(named).matches()) {
            return VALUE;
        }
        if (QKV_NAME.matcher(named).matches()) {
            return QKV;
        }
        boolean output = ATTENTION_OUTPUT_NAME.matcher(named).matches()
                || within && PROJECTION.matcher(named).matches();
        return output ? ATTENTION_OUTPUT : null;
    }

    /** The module that holds the array: {@code fc1} of {@code mlp.fc1.weight}, {@code to_out} of {@code to_out.0.weight}. */
    private static String owner(String[] parts) {
        int last = parts.length - (LEAF.matcher(parts[parts.length - 1]).matches() ? 2 : 1);
        if (last < 0) {
            return "";
        }
        boolean number = parts[last].matches("\\d+");
        return number && last > 0 && parts[last - 1].equals("to_out") ? parts[last - 1] : parts[last];
    }
}
