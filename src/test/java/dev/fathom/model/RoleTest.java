package dev.fathom.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Names as PyTorch, torchvision, timm, Hugging Face, Keras and Flax write them into files. */
class RoleTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // what repeats has no answer, whatever it is called
                "layers.0.fc.weight | 64 64 | DENSE",
                "blocks.3.out.weight | 64 64 | DENSE",
                "encoder.blocks.3.mlp.out.weight | 64 64 | DENSE",
                "decoder.layers.5.fc_out.weight | 64 256 | DENSE",
                "layer1.0.fc.weight | 64 64 | DENSE",
                "params/layers_2/output/kernel | 64 64 | DENSE",
                "params/Block_0/out/kernel | 64 64 | DENSE",
                "transformer_block_1/fc/kernel | 64 64 | DENSE",
                // torchvision, timm
                "fc.weight | 1000 512 | OUTPUT",
                "module.fc.weight | 1000 512 | OUTPUT",
                "resnet50.fc.weight | 1000 2048 | OUTPUT",
                "head.fc.weight | 1000 768 | OUTPUT",
                "heads.head.weight | 1000 768 | OUTPUT",
                "head_dist.weight | 1000 768 | OUTPUT",
                "last_linear.weight | 1000 768 | OUTPUT",
                "layer4.1.conv2.weight | 512 512 3 3 | CONVOLUTION",
                "layer4.0.downsample.1.weight | 512 | NORM",
                "layer4.0.bn2.running_var | 512 | NORM",
                "blocks.0.gamma_1 | 768 | NORM",
                "blocks.0.attn.qkv.weight | 2304 768 | QKV",
                "blocks.0.attn.proj.weight | 768 768 | ATTENTION_OUTPUT",
                "blocks.0.mlp.fc2.weight | 768 3072 | DENSE",
                "patch_embed.proj.weight | 768 3 16 16 | CONVOLUTION",
                "cls_token | 1 1 768 | EMBEDDING",
                // Hugging Face
                "bert.encoder.layer.0.attention.output.dense.weight | 768 768 | ATTENTION_OUTPUT",
                "bert.encoder.layer.0.output.dense.weight | 768 3072 | DENSE",
                "bert.encoder.layer.0.output.LayerNorm.weight | 768 | NORM",
                "bert.embeddings.word_embeddings.weight | 30522 768 | EMBEDDING",
                "cls.predictions.decoder.weight | 30522 768 | OUTPUT",
                "cls.predictions.transform.dense.weight | 768 768 | DENSE",
                "lm_head.decoder.weight | 50265 768 | OUTPUT",
                "vocab_projector.weight | 30522 768 | OUTPUT",
                "decoder.block.0.layer.2.DenseReluDense.wo.weight | 512 2048 | DENSE",
                "decoder.block.0.layer.0.SelfAttention.o.weight | 512 512 | ATTENTION_OUTPUT",
                "model.layers.0.self_attn.q_proj.weight | 4096 4096 | QUERY",
                "model.layers.0.mlp.down_proj.weight | 4096 11008 | DENSE",
                "model.layers.0.input_layernorm.weight | 4096 | NORM",
                "layers.0.attention.wo.weight | 4096 4096 | ATTENTION_OUTPUT",
                "layers.0.feed_forward.w2.weight | 4096 11008 | DENSE",
                "model.layers.3.mlp.experts.2.out_proj.weight | 64 64 | DENSE",
                "lm_head.weight | 32000 4096 | OUTPUT",
                "h.0.attn.c_attn.weight | 768 2304 | QKV",
                "h.0.mlp.c_proj.weight | 3072 768 | DENSE",
                "decoder.proj_out.weight | 51865 512 | OUTPUT",
                // Keras, Flax
                "dense_1/kernel:0 | 64 10 | DENSE",
                "predictions/kernel:0 | 2048 1000 | OUTPUT",
                "conv2d_3/kernel | 3 3 64 64 | CONVOLUTION",
                "batch_normalization_3/gamma | 64 | NORM",
                "embedding/embeddings | 1000 64 | EMBEDDING",
                "multi_head_attention/query/kernel | 64 4 16 | QUERY",
                "multi_head_attention/attention_output/kernel | 4 16 64 | ATTENTION_OUTPUT",
                "lstm/lstm_cell/kernel | 32 256 | RECURRENT",
                "lstm/lstm_cell/recurrent_kernel | 64 256 | RECURRENT",
                "params/Dense_0/kernel | 64 64 | DENSE",
                "params/SelfAttention_0/out/kernel | 4 16 64 | ATTENTION_OUTPUT",
                "params/LayerNorm_0/scale | 64 | NORM",
                "params/Embed_0/embedding | 1000 64 | EMBEDDING",
                "out_proj.bias | 64 | BIAS",
            })
    void namesSayWhatAnArrayIs(String name, String shape, Role role) {
        List<Long> sizes = Arrays.stream(shape.split(" ")).map(Long::valueOf).toList();
        assertThat(Role.of(name, sizes)).isEqualTo(role);
    }
}
