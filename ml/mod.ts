// Stages: estimators, models, transformers, and several of them as one
export { type AddedBy, type FittedStages, pipeline, type PipelineModel, type ReadBy } from "./stages/pipeline.ts";
export type { Estimator, FitOptions, FitProgress, Model, Stage, Transformer } from "./stages/stage.ts";
export type { FitCheckpointOptions } from "./stages/fit-checkpoint.ts";
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
export { sgdRegressor, type SgdRegressorOptions } from "./linear/sgd-regressor.ts";
export type { DescentOptions } from "./linear/descent-options.ts";
export { type ElasticNetOptions, elasticNet } from "./linear/elastic-net.ts";
export {
  generalizedLinearRegression,
  type GeneralizedLinearRegressionOptions,
} from "./linear/generalized-linear-regression.ts";
export {
  isotonicRegression,
  type IsotonicLine,
  type IsotonicRegressionOptions,
} from "./regression/isotonic-regression.ts";
export { type LassoOptions, lasso } from "./linear/lasso.ts";
export { type LinearRegressionOptions, linearRegression } from "./linear/linear-regression.ts";
export { type RidgeOptions, ridge } from "./linear/ridge.ts";
export type { Descended, DescendedCoefficients, LinearCoefficients } from "./linear/learned.ts";

// … of classes
export { sgdClassifier, type SgdClassifierOptions } from "./linear/sgd-classifier.ts";
export { type LinearSvcOptions, linearSvc } from "./linear/linear-svc.ts";
export { type LogisticRegressionOptions, logisticRegression } from "./linear/logistic-regression.ts";
export type { ClassifierCoefficients } from "./linear/learned.ts";
export type { CategoricalBayes, GaussianBayes, LinearBayes } from "./bayes/learned.ts";
export { categoricalNaiveBayes, type CategoricalNaiveBayesOptions } from "./bayes/categorical-naive-bayes.ts";
export { type BernoulliNaiveBayesOptions, bernoulliNaiveBayes } from "./bayes/bernoulli-naive-bayes.ts";
export { type ComplementNaiveBayesOptions, complementNaiveBayes } from "./bayes/complement-naive-bayes.ts";
export { type GaussianNaiveBayesOptions, gaussianNaiveBayes } from "./bayes/gaussian-naive-bayes.ts";
export { type MultinomialNaiveBayesOptions, multinomialNaiveBayes } from "./bayes/multinomial-naive-bayes.ts";

export { oneVsRest, type OneVsRestModel } from "./ensemble/one-vs-rest.ts";

// … of what neighbours are
export type { KeptClasses, KeptRows } from "./neighbours/learned.ts";
export { type KnnClassifierOptions, knnClassifier } from "./neighbours/knn-classifier.ts";
export { type KnnRegressorOptions, knnRegressor } from "./neighbours/knn-regressor.ts";

// … by trees
export type { Boosted, Forest, Trees } from "./trees/learned.ts";
export { type FeatureImportanceOptions, featureImportances } from "./trees/feature-importances.ts";
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
export { type ShapValues, shapValues } from "./trees/shap-values.ts";
export type { NumberLossName } from "./trees/number-losses.ts";
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
export { bisectingKMeans, type BisectingKMeansOptions } from "./cluster/bisecting-k-means.ts";
export type { Clusters, ClusterTree, CovarianceForm, FoundMixture, Mixture } from "./cluster/learned.ts";
export { type DbscanOptions, type DensityClusters, dbscan } from "./cluster/dbscan.ts";
export { gaussianMixture, type GaussianMixtureOptions } from "./cluster/gaussian-mixture.ts";
export { type KMeansOptions, kMeans } from "./cluster/k-means.ts";
export type { Components } from "./decompose/learned.ts";
export { type PcaOptions, pca } from "./decompose/pca.ts";
export { type TruncatedSvdOptions, truncatedSvd } from "./decompose/truncated-svd.ts";

// … of texts
export { type LdaOptions, lda, type Topics } from "./text/lda.ts";
export { similarWords, word2Vec, type Word2VecOptions, type WordVectors } from "./text/word2-vec.ts";

// … of what is strange
export { isolationForest, type IsolationForestOptions } from "./anomaly/isolation-forest.ts";
export type { IsolationTrees } from "./anomaly/learned.ts";
export {
  stochasticOutlierSelection,
  type StochasticOutlierSelectionOptions,
} from "./anomaly/stochastic-outlier-selection.ts";

// … that learn on: their model is a stream
export type { BinaryLinear } from "./online/binary-linear.ts";
export type { Every } from "./online/every.ts";
export type { ModelStream, OnlineEstimator, OnlineFitOptions, ServeOptions } from "./online/online-estimator.ts";
export { onlineKMeans, type OnlineKMeansOptions, type WeightedCentres } from "./online/online-k-means.ts";
export type { Answer, OnlineLearner, OnlineRows, OnlineTask } from "./online/online-learner.ts";
export {
  onlineLogisticRegression,
  type OnlineLogisticRegressionOptions,
} from "./online/online-logistic-regression.ts";
export {
  onlineStandardScaler,
  type OnlineStandardScalerOptions,
  type RunningMoments,
} from "./online/online-standard-scaler.ts";
export { type DriftColumn, testThenTrain, type TestThenTrainOptions } from "./online/test-then-train.ts";
export type { ModelVersion } from "./online/trainer.ts";
export {
  adaptiveRandomForestClassifier,
  type AdaptiveRandomForestClassifierOptions,
} from "./online/adaptive-random-forest-classifier.ts";
export type { GrownForest } from "./online/grown-forest.ts";
export type { GrownTree } from "./online/grown-tree.ts";
export {
  hoeffdingAdaptiveTreeClassifier,
  type HoeffdingAdaptiveTreeClassifierOptions,
} from "./online/hoeffding-adaptive-tree-classifier.ts";
export type { OnlineTreeOptions } from "./online/tree-classifier.ts";
export { hoeffdingTreeClassifier, type HoeffdingTreeClassifierOptions } from "./online/hoeffding-tree-classifier.ts";
export { type HalfSpaces, halfSpaceTrees, type HalfSpaceTreesOptions } from "./online/half-space-trees.ts";
export { type Bagged, leveragingBagging, type LeveragingBaggingOptions } from "./online/leveraging-bagging.ts";
export type {
  OnlineClassesOptions,
  OnlineClassifier,
  OnlineClassifierOptions,
  OnlineRegressor,
} from "./online/online-classifier.ts";
export { onlineSgdClassifier, type OnlineSgdClassifierOptions } from "./online/online-sgd-classifier.ts";
export {
  onlineSoftmaxRegression,
  type OnlineSoftmaxRegressionOptions,
  type SoftmaxCoefficients,
} from "./online/online-softmax-regression.ts";
export {
  passiveAggressiveClassifier,
  type PassiveAggressiveClassifierOptions,
} from "./online/passive-aggressive-classifier.ts";
export {
  passiveAggressiveRegressor,
  type PassiveAggressiveRegressorOptions,
} from "./online/passive-aggressive-regressor.ts";

// … how good answers are as a stream goes on
export {
  prequentialMetrics,
  type PrequentialMetrics,
  type PrequentialMetricsOptions,
  type PrequentialOptions,
} from "./evaluation/prequential-metrics.ts";
export {
  type PrequentialRegressionMetrics,
  prequentialRegressionMetrics,
} from "./evaluation/prequential-regression-metrics.ts";

// When streams are not any more what they were
export { adwin, type AdwinOptions } from "./drift/adwin.ts";
export { ddm, type DdmOptions } from "./drift/ddm.ts";
export type { DriftDetector, DriftSignal, DriftTask } from "./drift/detector.ts";
export { detectDrift, type DetectDriftOptions } from "./drift/detect-drift.ts";
export { kswin, type KswinOptions } from "./drift/kswin.ts";
export { pageHinkley, type PageHinkleyOptions } from "./drift/page-hinkley.ts";

// … of what users like
export { als, type AlsOptions } from "./recommend/als.ts";
export type { Factors } from "./recommend/learned.ts";
export { type Recommended, recommendItems } from "./recommend/recommend-items.ts";
export { type SimilarItems, swing, type SwingOptions } from "./recommend/swing.ts";

// … of what comes together
export { type AssociationRule, associationRules, type AssociationRulesOptions } from "./patterns/association-rules.ts";
export { fpGrowth, type FpGrowthOptions } from "./patterns/fp-growth.ts";
export type { FrequentItemsets } from "./patterns/learned.ts";
export {
  type FrequentSequence,
  prefixSpan,
  type PrefixSpanOptions,
  type SequenceOrAbsent,
} from "./patterns/prefix-span.ts";

// … on rows in memory, without a dataset
export { fitRows } from "./learner/fit-rows.ts";
export type { Learner, Milestone, Pass, Rows, Training, TrainingStep } from "./learner/learner.ts";
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

// … and models by it: cross-validation, searches for the best options, what rows and columns tell
export { type Drawn, grid, type NumbersBetween, randomCandidates } from "./selection/candidates.ts";
export { crossValidate, type CrossValidation } from "./selection/cross-validate.ts";
export { learningCurve, type LearningCurveOptions, type LearningCurvePoint } from "./selection/learning-curve.ts";
export {
  type Importance,
  permutationImportance,
  type PermutationImportanceOptions,
} from "./selection/permutation-importance.ts";
export type { Score, ScoringOptions, Splits } from "./selection/scored.ts";
export { type Candidate, type Found, search, type SearchOptions } from "./selection/search.ts";

// … and pictures of it
export { calibrationPicture } from "./pictures/calibration-picture.ts";
export { confusionPicture, type ConfusionPictureOptions } from "./pictures/confusion-picture.ts";
export { dendrogramPicture, type DendrogramPictureOptions } from "./pictures/dendrogram-picture.ts";
export { elbowPicture, type ElbowPoint } from "./pictures/elbow-picture.ts";
export { importancePicture, type ImportancePictureOptions } from "./pictures/importance-picture.ts";
export { learningCurvePicture, type LearningCurvePictureOptions } from "./pictures/learning-curve-picture.ts";
export type { OneOrNamed, PictureOptions } from "./pictures/named.ts";
export { precisionRecallPicture } from "./pictures/precision-recall-picture.ts";
export { projectionPicture, type ProjectionPictureOptions } from "./pictures/projection-picture.ts";
export { residualsPicture, type ResidualsPictureOptions } from "./pictures/residuals-picture.ts";
export { rocPicture } from "./pictures/roc-picture.ts";
