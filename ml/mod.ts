// Stages: estimators, models, transformers, and several of them as one
export { type AddedBy, type FittedStages, pipeline, type PipelineModel, type ReadBy } from "./stages/pipeline.ts";
export type { Estimator, FitOptions, FitProgress, Model, Stage, Transformer } from "./stages/stage.ts";
export { columnTransformer } from "./stages/column-transformer.ts";
export { loadModel } from "./stages/load-model.ts";
export type {
  AssembledColumns,
  Columns,
  CompleteColumn,
  DenseColumn,
  LikeColumn,
  NumberValue,
  SparseVector,
  VectorValue,
  With,
} from "./stages/row-types.ts";

// … of features: numbers and vectors
export { assemble, type AssembleOptions } from "./feature/assemble.ts";
export { binarizer, type BinarizerOptions } from "./feature/binarizer.ts";
export { bucketizer, type BucketizerOptions } from "./feature/bucketizer.ts";
export { dct, type DctOptions } from "./feature/dct.ts";
export { elementwiseProduct, type ElementwiseProductOptions } from "./feature/elementwise-product.ts";
export { imputer, type ImputerOptions } from "./feature/imputer.ts";
export { interaction, type InteractionOptions } from "./feature/interaction.ts";
export { type BinEdges, kBinsDiscretizer, type KBinsDiscretizerOptions } from "./feature/k-bins-discretizer.ts";
export { maxAbsScaler, type MaxAbsScalerOptions } from "./feature/max-abs-scaler.ts";
export { minHashLSH, type MinHashLSHOptions } from "./feature/min-hash-lsh.ts";
export { type Extremes, minMaxScaler, type MinMaxScalerOptions } from "./feature/min-max-scaler.ts";
export { normalizer, type NormalizerOptions } from "./feature/normalizer.ts";
export { polynomialExpansion, type PolynomialExpansionOptions } from "./feature/polynomial-expansion.ts";
export { powerTransformer, type PowerTransformerOptions, type Powers } from "./feature/power-transformer.ts";
export { randomSplit, type RandomSplitOptions } from "./feature/random-split.ts";
export { robustScaler, type RobustScalerOptions } from "./feature/robust-scaler.ts";
export { type Moments, standardScaler, type StandardScalerOptions } from "./feature/standard-scaler.ts";
export { vectorSlicer, type VectorSlicerOptions } from "./feature/vector-slicer.ts";
export type {
  NumberEstimator,
  NumberTransformer,
  VectorEstimator,
  VectorOptions,
  VectorTransformer,
} from "./feature/vector-stage.ts";

// … categories and texts
export { countVectorizer, type CountVectorizerOptions } from "./feature/count-vectorizer.ts";
export { featureHasher, type FeatureHasherOptions } from "./feature/feature-hasher.ts";
export { hashingTF, type HashingTFOptions } from "./feature/hashing-tf.ts";
export { type DocumentFrequencies, idf, type IdfOptions } from "./feature/idf.ts";
export { indexToString, type IndexToStringOptions } from "./feature/index-to-string.ts";
export { nGram, type NGramOptions } from "./feature/n-gram.ts";
export { oneHotEncoder, type OneHotEncoderOptions } from "./feature/one-hot-encoder.ts";
export { regexTokenizer, type RegexTokenizerOptions } from "./feature/regex-tokenizer.ts";
export { stopWordsRemover, type StopWordsRemoverOptions } from "./feature/stop-words-remover.ts";
export { stringIndexer, type StringIndexerOptions } from "./feature/string-indexer.ts";
export { tokenizer, type TokenizerOptions } from "./feature/tokenizer.ts";
export type { OfTokens, Tokenizing, TokensOrAbsent } from "./feature/tokens.ts";
export { type Categories, vectorIndexer, type VectorIndexerOptions } from "./feature/vector-indexer.ts";

// … those that tell most
export {
  univariateFeatureSelector,
  type UnivariateFeatureSelectorOptions,
} from "./feature/univariate-feature-selector.ts";
export {
  type SelectedFeatures,
  varianceThresholdSelector,
  type VarianceThresholdSelectorOptions,
} from "./feature/variance-threshold-selector.ts";
export { anovaTest } from "./stats/anova-test.ts";
export { chiSquareTest } from "./stats/chi-square-test.ts";
export { fValueTest } from "./stats/f-value-test.ts";
export type { FeatureTest, FeatureTestOptions } from "./stats/feature-test.ts";

// Learners: of numbers
export { type ElasticNetOptions, elasticNet } from "./linear/elastic-net.ts";
export {
  isotonicRegression,
  type IsotonicLine,
  type IsotonicRegressionOptions,
} from "./regression/isotonic-regression.ts";
export { type LassoOptions, lasso } from "./linear/lasso.ts";
export { type LinearRegressionOptions, linearRegression } from "./linear/linear-regression.ts";
export { type RidgeOptions, ridge } from "./linear/ridge.ts";
export type { Descended, LinearCoefficients } from "./linear/learned.ts";

// … of classes
export { type LinearSvcOptions, linearSvc } from "./linear/linear-svc.ts";
export { type LogisticRegressionOptions, logisticRegression } from "./linear/logistic-regression.ts";
export type { ClassifierCoefficients } from "./linear/learned.ts";
export type { GaussianBayes, LinearBayes } from "./bayes/learned.ts";
export { type BernoulliNaiveBayesOptions, bernoulliNaiveBayes } from "./bayes/bernoulli-naive-bayes.ts";
export { type ComplementNaiveBayesOptions, complementNaiveBayes } from "./bayes/complement-naive-bayes.ts";
export { type GaussianNaiveBayesOptions, gaussianNaiveBayes } from "./bayes/gaussian-naive-bayes.ts";
export { type MultinomialNaiveBayesOptions, multinomialNaiveBayes } from "./bayes/multinomial-naive-bayes.ts";

// … of what neighbours are
export type { KeptClasses, KeptRows } from "./neighbours/learned.ts";
export { type KnnClassifierOptions, knnClassifier } from "./neighbours/knn-classifier.ts";
export { type KnnRegressorOptions, knnRegressor } from "./neighbours/knn-regressor.ts";

// … by trees
export type { Boosted, Forest, Trees } from "./trees/learned.ts";
export { featureImportances } from "./trees/feature-importances.ts";
export type {
  BoostingOptions,
  FeaturesPerSplit,
  ForestOptions,
  TreeCriterion,
  TreeOptions,
} from "./trees/options.ts";
export { type DecisionTreeClassifierOptions, decisionTreeClassifier } from "./trees/decision-tree-classifier.ts";
export { type DecisionTreeRegressorOptions, decisionTreeRegressor } from "./trees/decision-tree-regressor.ts";
export { type ExtraTreesClassifierOptions, extraTreesClassifier } from "./trees/extra-trees-classifier.ts";
export { type ExtraTreesRegressorOptions, extraTreesRegressor } from "./trees/extra-trees-regressor.ts";
export {
  type GradientBoostingClassifierOptions,
  gradientBoostingClassifier,
} from "./trees/gradient-boosting-classifier.ts";
export {
  type GradientBoostingRegressorOptions,
  gradientBoostingRegressor,
} from "./trees/gradient-boosting-regressor.ts";
export { type RandomForestClassifierOptions, randomForestClassifier } from "./trees/random-forest-classifier.ts";
export { type RandomForestRegressorOptions, randomForestRegressor } from "./trees/random-forest-regressor.ts";

// … without labels
export {
  type Agglomeration,
  agglomerativeClustering,
  type AgglomerativeClusteringOptions,
  type Merges,
} from "./cluster/agglomerative-clustering.ts";
export type { Clusters } from "./cluster/learned.ts";
export { type DbscanOptions, type DensityClusters, dbscan } from "./cluster/dbscan.ts";
export { type KMeansOptions, kMeans } from "./cluster/k-means.ts";
export type { Components } from "./decompose/learned.ts";
export { type PcaOptions, pca } from "./decompose/pca.ts";
export { type TruncatedSvdOptions, truncatedSvd } from "./decompose/truncated-svd.ts";

// … on rows in memory, without a dataset
export { fitRows } from "./learner/fit-rows.ts";
export type { Learner, Pass, Rows, Training } from "./learner/learner.ts";
export type {
  Classifier,
  ClassifierOptions,
  Regressor,
  Supervised,
  SupervisedOptions,
  Trainable,
} from "./learner/supervised.ts";
export type { Unsupervised } from "./learner/unsupervised.ts";
export { type Matrix, matrixOf } from "./matrix/matrix.ts";

// Stages of your own
export {
  estimator,
  type FitByFold,
  type FitByPasses,
  type Fold,
  type Learning,
} from "./stages/estimator.ts";
export type { FitInput } from "./stages/fit-input.ts";
export type { Mapping } from "./stages/mapping.ts";
export type { StageBatch } from "./stages/stage-batch.ts";
export type { Learned, LearnedOf, LearnedType, LearnedTypes, LearnedValue, NumberArray } from "./stages/learned.ts";
export {
  choice,
  columnName,
  columnNames,
  integer,
  number,
  type NumberRange,
  numbers,
  optional,
  type Parameter,
  type ParametersOf,
  type ParameterSpecs,
  text,
  texts,
  yesNo,
} from "./stages/parameters.ts";
export { type SavedValues, type StageKind, stageKind } from "./stages/stage-kind.ts";
export { transformer } from "./stages/transformer.ts";
export { numberColumn, sparseColumn, type SparseRows, valueColumn, vectorColumn } from "./stages/columns.ts";

// Evaluation: how good predictions are
export { type BinaryMetrics, binaryMetrics, type BinaryMetricsOptions } from "./evaluation/binary-metrics.ts";
export type { BinaryRows } from "./evaluation/binary-rows.ts";
export { type ClassMetrics, classMetrics, type MeanOfClasses, type OneClass } from "./evaluation/class-metrics.ts";
export { cohenKappa, type CohenKappaOptions } from "./evaluation/cohen-kappa.ts";
export {
  type ClassLabel,
  type ClassRows,
  confusionMatrix,
  type ConfusionMatrix,
} from "./evaluation/confusion-matrix.ts";
export type { KappaWeights } from "./evaluation/agreement.ts";
export { type ProbabilityMetrics, probabilityMetrics, type ProbabilityRows } from "./evaluation/probability-metrics.ts";
export { type RegressionMetrics, regressionMetrics, type RegressionRows } from "./evaluation/regression-metrics.ts";
export { meanDeviance } from "./evaluation/deviance.ts";
export { pinballLoss } from "./evaluation/pinball-loss.ts";

export { type ClusterAgreement, clusterAgreement } from "./evaluation/cluster-agreement.ts";
export { type ClusteredRows, type ClusterQuality, clusterQuality } from "./evaluation/cluster-quality.ts";
export type { ClusterRows } from "./evaluation/contingency.ts";
export {
  type RankedRows,
  type RankingMetrics,
  rankingMetrics,
  type RankingMetricsOptions,
} from "./evaluation/ranking-metrics.ts";

// … in a dataset
export {
  type EvaluatedColumns,
  type EvaluatedScores,
  evaluateClasses,
  evaluateRegression,
  evaluateScores,
} from "./evaluation/evaluate.ts";

// … and curves of it
export {
  type CalibrationCurve,
  calibrationCurve,
  type CalibrationCurveOptions,
} from "./evaluation/calibration-curve.ts";
export { type LorenzCurve, lorenzCurve } from "./evaluation/lorenz-curve.ts";
export { type PrecisionRecallCurve, precisionRecallCurve } from "./evaluation/precision-recall-curve.ts";
export { type RocCurve, rocCurve, type RocCurveOptions } from "./evaluation/roc-curve.ts";

// … and splits of rows to look at it
export { groupKFold } from "./selection/group-k-fold.ts";
export { kFold, type KFoldOptions } from "./selection/k-fold.ts";
export type { Split } from "./selection/split.ts";
export { stratifiedKFold } from "./selection/stratified-k-fold.ts";
export { timeSeriesSplit, type TimeSeriesSplitOptions } from "./selection/time-series-split.ts";
