//! Recorded bits of draws, distributions and estimates.
//!
//! These are not statements about what is right (see `statistical.rs`) but about what has been: a change here
//! changes every published result, is a breaking change, and belongs into the changelog under *Results*.

use oreflow_random::{
    Bernoulli, Beta, Constant, Copula, Design, Discrete, Distribution, Draws, Empirical, Exponential, Gamma,
    LogNormal, Normal, Pert, Quantile, Stream, Summary, Trial, Triangular, Truncated, Uniform, Weibull,
};
use rand::Rng;

/// Compares numbers with recorded bits; a failure prints the new table, ready to paste.
fn assert_bits(name: &str, actual: impl IntoIterator<Item = u64>, recorded: &[u64]) {
    let actual: Vec<u64> = actual.into_iter().collect();
    let table: Vec<String> = actual.iter().map(|bits| format!("{bits:#018x}")).collect();
    assert!(actual == recorded, "{name} is now [{}]", table.join(", "));
}

fn trial(replicate: u32, index: u64) -> Trial {
    Trial { replicate, index }
}

#[test]
fn bits_of_a_stream() {
    let places = [(trial(0, 0), 0), (trial(0, 0), 1), (trial(7, 0), 0), (trial(3, 1 << 40), 5)];
    let zero = Stream::new(0, "", "");
    assert_bits(
        "zero",
        places.map(|(trial, n)| zero.bits(trial, n)),
        &[0xefa8_ade3_faad_d8fd, 0x06f1_122a_c754_d6bf, 0x9015_fdca_ba7c_0325, 0x4bf7_3e63_e792_6a22],
    );
    let named = Stream::new(2024, "machine-7", "time-to-failure");
    assert_bits(
        "named",
        places.map(|(trial, n)| named.bits(trial, n)),
        &[0x8984_2fea_71be_c90d, 0xd394_a5f7_7034_66d9, 0x3c55_6543_c146_c521, 0x3b6b_8770_eab1_e5ff],
    );
}

#[test]
fn uniforms_of_a_stream() {
    let stream = Stream::new(1, "entity", "purpose");
    let uniforms = [0, 1, 2, 3].map(|n| stream.uniform(trial(2, 9), n).to_bits());
    assert_bits(
        "uniforms",
        uniforms,
        &[0x3fe3_7895_8f7b_7ab9, 0x3fdd_6487_cf7c_51e2, 0x3fd0_222f_bc23_8866, 0x3fc2_146f_110b_06f4],
    );
}

#[test]
fn uniforms_of_the_designs() {
    let uniforms = |design| {
        let draws = Draws::new(1, design).drivers([("driver", "purpose")]);
        let (stream, driver) = (draws.stream("entity", "purpose"), draws.stream("driver", "purpose"));
        let own = [0, 1, 2, 3, 4].map(|n| stream.uniform(trial(2, 9), n).to_bits());
        let shared = [0, 1].map(|n| driver.uniform(trial(2, 9), n).to_bits());
        [&own[..], &shared].concat()
    };
    assert_bits(
        "sobol",
        uniforms(Design::Sobol),
        &[
            0x3fee_3f38_2295_1957,
            0x3fdc_97a2_37d2_4a5e,
            0x3fea_d0de_24b5_0da9,
            0x3fe2_6345_7be6_2f59,
            0x3fed_bcae_0837_0333,
            0x3feb_6293_5507_5cdd,
            0x3fc7_54eb_bc6c_4e14,
        ],
    );
    assert_bits(
        "latin 1000",
        uniforms(Design::LatinHypercube { points: 1000 }),
        &[
            0x3fe7_6125_0378_b311,
            0x3fd4_f517_b014_592a,
            0x3fd9_5c31_b634_4272,
            0x3fd0_543b_f5a3_f93a,
            0x3fbd_ef13_d302_7cf8,
            0x3fd3_d78c_3827_8486,
            0x3fda_0314_97f3_fc46,
        ],
    );
    assert_bits(
        "latin 4",
        uniforms(Design::LatinHypercube { points: 4 }),
        &[
            0x3fec_de25_63de_deaf,
            0x3fd7_5921_f3df_147a,
            0x3fb0_222f_bc23_8868,
            0x3fa2_146f_110b_06f0,
            0x3fde_de57_041b_819a,
            0x3fe8_3f77_6b4b_b58f,
            0x3fd7_021c_6444_5dfa,
        ],
    );
}

#[test]
fn uniforms_of_a_copula() {
    let copula = Copula::new(&[vec![1.0, 0.6, -0.3], vec![0.6, 1.0, 0.1], vec![-0.3, 0.1, 1.0]]).unwrap();
    let stream = Stream::new(1, "entity", "purpose");
    let uniforms = |trial| copula.uniforms(|member| stream.uniform(trial, member as u32));
    let bits = [trial(2, 9), trial(0, 1), trial(7, 1 << 40)].into_iter().flat_map(uniforms).map(f64::to_bits);
    assert_bits(
        "copula",
        bits,
        &[
            0x3fe3_7895_8f7b_7ab9,
            0x3fe1_1020_56e9_a5ea,
            0x3fce_8721_6461_8e94,
            0x3fea_a2b1_1c32_26e9,
            0x3fcf_59b3_4243_3ece,
            0x3fe7_d810_f0f7_e9fa,
            0x3fe6_c698_afad_c5cb,
            0x3fe7_6564_ad84_175a,
            0x3fe0_0e08_8ac6_9535,
        ],
    );
}

#[test]
fn words_of_a_sequence() {
    let mut rng = Stream::new(1, "entity", "purpose").rng(trial(2, 9));
    let words = [rng.next_u64(), u64::from(rng.next_u32()), rng.next_u64()];
    assert_bits("words", words, &[0xf98e_9eef_ac9e_a0ab, 0x0000_0000_1985_e962, 0x7048_9cd4_efc8_fc97]);
}

/// Quantiles at five probabilities, then the probability, survival and integral at one value, and the mean.
fn bits_of(law: impl Into<Distribution>) -> Vec<u64> {
    let law = law.into();
    let quantiles = [1e-10, 0.05, 0.4, 0.6, 0.999].map(|p| law.quantile(p));
    let others = [law.cdf(2.5), law.survival(2.5), law.survival_integral(2.5, 4.0), law.mean()];
    quantiles.iter().chain(&others).map(|x| x.to_bits()).collect()
}

#[test]
fn values_of_uniform() {
    assert_bits(
        "uniform",
        bits_of(Uniform::new(-1.0, 6.1).unwrap()),
        &[
            0xbfef_ffff_ff9e_6b19,
            0xbfe4_a3d7_0a3d_70a4,
            0x3ffd_70a3_d70a_3d70,
            0x400a_147a_e147_ae14,
            0x4018_5f21_2d77_318f,
            0x3fdf_8c9e_a5db_f194,
            0x3fe0_39b0_ad12_0736,
            0x3fe3_4481_cd85_6890,
            0x4004_6666_6666_6666,
        ],
    );
}

#[test]
fn values_of_triangular() {
    assert_bits(
        "triangular",
        bits_of(Triangular::new(-1.0, 2.7, 6.1).unwrap()),
        &[
            0xbfef_ff94_8313_0781,
            0x3fc2_b2c2_2ce8_83c0,
            0x4001_eece_5c90_0d58,
            0x4007_f0d2_c3dc_9339,
            0x4017_c74c_f2f9_fe8f,
            0x3fdd_d80b_b1a6_8a94,
            0x3fe1_13fa_272c_bab6,
            0x3fe0_844e_e7e6_d46b,
            0x4004_cccc_cccc_cccd,
        ],
    );
}

#[test]
fn values_of_normal() {
    assert_bits(
        "normal",
        bits_of(Normal::new(1.3, 2.1).unwrap()),
        &[
            0xc028_1e1d_1df3_6fcb,
            0xc001_3bc9_56ac_967a,
            0x3fe8_9338_17f1_4a7b,
            0x3ffd_4ffd_8da0_f45c,
            0x401f_286f_8048_47dc,
            0x3fe6_eaa9_cb18_afe4,
            0x3fd2_2aac_69ce_a038,
            0x3fd1_6f17_65e2_0471,
            0x3ff4_cccc_cccc_cccd,
        ],
    );
}

#[test]
fn values_of_lognormal() {
    assert_bits(
        "lognormal",
        bits_of(LogNormal::new(1.3, 2.1).unwrap()),
        &[
            0x3f87_be14_c327_b480,
            0x3fd8_8dc9_ad84_d8f1,
            0x3ff1_3c59_a770_ac23,
            0x3ff9_19f0_7c17_cd04,
            0x4029_beea_89c8_c2d7,
            0x3fe9_f33e_e889_e16d,
            0x3fc8_3304_5dd8_7a4c,
            0x3fc5_fbf0_0274_b106,
            0x3ffb_63e9_ea49_5594,
        ],
    );
}

#[test]
fn values_of_exponential() {
    assert_bits(
        "exponential",
        bits_of(Exponential::new(1.3).unwrap()),
        &[
            0x3de1_ddf7_e736_77fa,
            0x3fb1_1206_4877_dd31,
            0x3fe5_4016_ac0e_3404,
            0x3ff3_0f10_9c92_2b81,
            0x4021_f5cd_4a37_32f4,
            0x3feb_52af_7be9_043d,
            0x3fc2_b542_105b_ef0c,
            0x3fc0_a636_2080_fa36,
            0x3ff4_cccc_cccc_cccd,
        ],
    );
}

#[test]
fn values_of_bernoulli_and_constant() {
    assert_bits(
        "bernoulli",
        bits_of(Bernoulli::new(0.3).unwrap()),
        &[
            0x0000_0000_0000_0000,
            0x0000_0000_0000_0000,
            0x0000_0000_0000_0000,
            0x0000_0000_0000_0000,
            0x3ff0_0000_0000_0000,
            0x3ff0_0000_0000_0000,
            0x0000_0000_0000_0000,
            0x0000_0000_0000_0000,
            0x3fd3_3333_3333_3333,
        ],
    );
    assert_bits(
        "constant",
        bits_of(Constant::new(3.1).unwrap()),
        &[
            0x4008_cccc_cccc_cccd,
            0x4008_cccc_cccc_cccd,
            0x4008_cccc_cccc_cccd,
            0x4008_cccc_cccc_cccd,
            0x4008_cccc_cccc_cccd,
            0x0000_0000_0000_0000,
            0x3ff0_0000_0000_0000,
            0x3fe3_3333_3333_3334,
            0x4008_cccc_cccc_cccd,
        ],
    );
}

#[test]
fn values_of_gamma() {
    assert_bits(
        "gamma",
        bits_of(Gamma::new(1.3, 2.1).unwrap()),
        &[
            0x3a98_ca8b_da97_5c62,
            0x3f50_6f8d_f315_d895,
            0x3fce_b131_3640_b9de,
            0x3fe8_9f56_2118_13b7,
            0x4030_e136_351d_f922,
            0x3fea_b11b_8b24_0811,
            0x3fc5_3b91_d36f_dfbc,
            0x3fc7_88a5_fe92_f126,
            0x3ff4_cccc_cccc_cccd,
        ],
    );
}

#[test]
fn values_of_beta() {
    assert_bits(
        "beta",
        bits_of(Beta::from_shapes(1.3, 2.1).unwrap()),
        &[
            0x3e45_f2b0_f887_0db0,
            0x3faa_5e9c_7c76_49cc,
            0x3fd2_80da_3c6a_6548,
            0x3fdb_7ad9_df44_56e8,
            0x3fef_046a_0102_6b68,
            0x3ff0_0000_0000_0000,
            0x0000_0000_0000_0000,
            0x0000_0000_0000_0000,
            0x3fd8_7878_7878_7878,
        ],
    );
}

#[test]
fn values_of_pert() {
    assert_bits(
        "pert",
        bits_of(Pert::new(-1.0, 2.7, 6.1).unwrap()),
        &[
            0xbfef_f00c_67e1_9767,
            0x3fdb_292b_c5c1_791c,
            0x4002_3c76_d2d8_bd9c,
            0x4008_56ac_1c7b_8896,
            0x4017_2d2d_7c05_31c6,
            0x3fdd_4531_61c2_9829,
            0x3fe1_5d67_4f1e_b3ec,
            0x3fe0_da7f_fba1_1108,
            0x4005_3333_3333_3333,
        ],
    );
}

#[test]
fn values_of_weibull() {
    assert_bits(
        "weibull",
        bits_of(Weibull::new(1.3, 2.1).unwrap()),
        &[
            0x3ef7_95cb_e550_16c7,
            0x3fd4_3956_42e1_2fb5,
            0x3fee_3633_c311_cc74,
            0x3ff3_f3ae_ca37_91f7,
            0x400a_1ac9_40a2_d7b6,
            0x3fef_61f8_f252_0028,
            0x3f93_c0e1_b5bf_fb03,
            0x3f75_6e22_1443_3608,
            0x3ff2_6c24_2fde_71cb,
        ],
    );
}

#[test]
fn values_of_discrete() {
    assert_bits(
        "discrete",
        bits_of(Discrete::new([(3.1, 1.0), (1.3, 2.0)]).unwrap()),
        &[
            0x3ff4_cccc_cccc_cccd,
            0x3ff4_cccc_cccc_cccd,
            0x3ff4_cccc_cccc_cccd,
            0x3ff4_cccc_cccc_cccd,
            0x4008_cccc_cccc_cccd,
            0x3fe5_5555_5555_5555,
            0x3fd5_5555_5555_5556,
            0x3fc9_9999_9999_999b,
            0x3ffe_6666_6666_6667,
        ],
    );
}

#[test]
fn values_of_empirical() {
    assert_bits(
        "empirical",
        bits_of(Empirical::new([3.1, 1.3, 7.7]).unwrap()),
        &[
            0x3ff4_cccc_cce5_89fd,
            0x3ff7_ae14_7ae1_47ae,
            0x4005_eb85_1eb8_51ec,
            0x4010_147a_e147_ae14,
            0x401e_c361_1340_4ea4,
            0x3fd5_5555_5555_5555,
            0x3fe5_5555_5555_5556,
            0x3fe8_30f9_525d_7ee4,
            0x400e_6666_6666_6667,
        ],
    );
}

#[test]
fn values_of_truncated() {
    assert_bits(
        "truncated",
        bits_of(Truncated::new(Normal::new(1.3, 2.1).unwrap(), 0.0, 4.0).unwrap()),
        &[
            0x3dfb_b96e_0000_0000,
            0x3fc9_1e23_9f3c_6bc0,
            0x3ff6_9305_1ae7_6bed,
            0x4000_c3ea_f351_8234,
            0x400f_f072_270c_5e70,
            0x3fe6_aa66_7d88_7470,
            0x3fd2_ab33_04ef_171f,
            0x3fc8_fb33_c1d5_7994,
            0x3ffd_053c_8948_a312,
        ],
    );
}

#[test]
fn estimates_of_a_summary() {
    let law = LogNormal::new(1.3, 2.1).unwrap();
    let stream = Stream::new(1, "entity", "purpose");
    let mut summary = Summary::new();
    for number in 0..1_000 {
        let trial = Trial::from_number(number);
        summary.push(trial, stream.draw(trial, 0, &law));
    }
    let estimates = [
        ("mean", summary.mean()),
        ("sd", summary.sd()),
        ("quantile", summary.quantile(0.9)),
        ("cvar", summary.cvar(0.9)),
        ("exceedance", summary.exceedance(2.0)),
    ];
    let recorded: [[u64; 3]; 5] = [
        [0x3ffc_daec_9d0c_9aab, 0x3ffb_3bc0_eda3_0495, 0x3ffe_7a18_4c76_30c1],
        [0x3ffa_2266_4d98_dc5e, 0x3ff6_c1ee_e31b_b21f, 0x3ffe_0323_4561_ee31],
        [0x400c_0622_c3fe_8baa, 0x400a_9f5f_cd6e_3a7d, 0x400e_2543_5063_d071],
        [0x4015_92d6_fed9_7889, 0x4013_969a_a84d_1047, 0x4017_8f13_5565_e0cb],
        [0x3fd3_4395_8106_24dd, 0x3fd1_6f1d_1be9_4d91, 0x3fd5_42a3_9202_0748],
    ];
    for ((name, estimate), recorded) in estimates.iter().zip(recorded) {
        let numbers = [estimate.value, estimate.low.unwrap(), estimate.high.unwrap()];
        assert_bits(name, numbers.map(f64::to_bits), &recorded);
    }
}
