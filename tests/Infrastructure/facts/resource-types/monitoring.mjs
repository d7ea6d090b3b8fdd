import { bool, choice, dictionary, int, list, object, only, tags, text } from '../shapes.mjs';

export const monitoringTypes = {
  'Microsoft.OperationalInsights/workspaces@2025-07-01': {
    source: 'generated/operationalinsights/microsoft.operationalinsights',
    shape: object({
      'name!': text,
      'location!': text,
      'tags!': tags,
      'properties!': object({
        'sku!': object({ 'name!': choice('PerGB2018', 'CapacityReservation') }),
        'retentionInDays!': int,
        features: object({ disableLocalAuth: only(true, 'access is by identity alone') }),
      }),
    }),
  },
  'Microsoft.Insights/components@2020-02-02': {
    source: 'generated/applicationinsights/microsoft.insights',
    shape: object({
      'name!': text,
      'location!': text,
      'tags!': tags,
      'kind!': text,
      'properties!': object({
        'Application_Type!': choice('web', 'other'),
        'WorkspaceResourceId!': text,
        IngestionMode: choice('LogAnalytics'),
        'DisableLocalAuth!': only(true, 'access is by identity alone'),
      }),
    }),
  },
  'Microsoft.Insights/diagnosticSettings@2021-05-01-preview': {
    source: 'generated/monitor/microsoft.insights',
    extension: true,
    shape: object({
      'name!': text,
      'properties!': object({
        'workspaceId!': text,
        logs: list(object({ categoryGroup: choice('allLogs', 'audit'), category: text, 'enabled!': bool })),
        metrics: list(object({ 'category!': text, 'enabled!': bool })),
      }),
    }),
  },
  'Microsoft.Insights/actionGroups@2023-01-01': {
    source: 'generated/monitor/microsoft.insights',
    shape: object({
      'name!': text,
      'location!': text,
      'tags!': tags,
      'properties!': object({
        'enabled!': bool,
        'groupShortName!': text,
        emailReceivers: list(object({ 'name!': text, 'emailAddress!': text, useCommonAlertSchema: bool })),
      }),
    }),
  },
  'Microsoft.Insights/scheduledQueryRules@2023-12-01': {
    source: 'generated/monitor/microsoft.insights',
    shape: object({
      'name!': text,
      'location!': text,
      'tags!': tags,
      kind: choice('LogAlert', 'LogToMetric'),
      'properties!': object({
        'displayName!': text,
        'description!': text,
        'severity!': int,
        'enabled!': bool,
        autoMitigate: bool,
        skipQueryValidation: bool,
        'evaluationFrequency!': text,
        'windowSize!': text,
        'scopes!': list(text),
        'criteria!': object({
          'allOf!': list(
            object({
              'query!': text,
              'timeAggregation!': choice('Average', 'Count', 'Maximum', 'Minimum', 'Total'),
              metricMeasureColumn: text,
              'operator!': choice('Equals', 'GreaterThan', 'GreaterThanOrEqual', 'LessThan', 'LessThanOrEqual'),
              'threshold!': int,
              dimensions: list(
                object({ 'name!': text, 'operator!': choice('Include', 'Exclude'), 'values!': list(text) }),
              ),
              failingPeriods: object({ numberOfEvaluationPeriods: int, minFailingPeriodsToAlert: int }),
            }),
          ),
        }),
        'actions!': object({ 'actionGroups!': list(text) }),
      }),
    }),
  },
  'Microsoft.Insights/metricAlerts@2018-03-01': {
    source: 'generated/monitor/microsoft.insights',
    shape: object({
      'name!': text,
      'location!': text,
      'tags!': tags,
      'properties!': object({
        'description!': text,
        'severity!': int,
        'enabled!': bool,
        autoMitigate: bool,
        'evaluationFrequency!': text,
        'windowSize!': text,
        'scopes!': list(text),
        'criteria!': object({
          'odata.type!': choice('Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria'),
          'allOf!': list(
            object({
              'name!': text,
              'criterionType!': choice('StaticThresholdCriterion'),
              metricNamespace: text,
              'metricName!': text,
              'operator!': choice('Equals', 'GreaterThan', 'GreaterThanOrEqual', 'LessThan', 'LessThanOrEqual'),
              'threshold!': int,
              'timeAggregation!': choice('Average', 'Count', 'Maximum', 'Minimum', 'Total'),
            }),
          ),
        }),
        'actions!': list(object({ 'actionGroupId!': text })),
      }),
    }),
  },
  'Microsoft.Insights/workbooks@2023-06-01': {
    source: 'generated/applicationinsights/microsoft.insights',
    shape: object({
      'name!': text,
      'location!': text,
      'tags!': tags,
      kind: choice('shared'),
      'properties!': object({
        'displayName!': text,
        'category!': text,
        'serializedData!': text,
        sourceId: text,
        version: text,
      }),
    }),
  },
  'Microsoft.Consumption/budgets@2023-11-01': {
    source: 'generated/consumption/microsoft.consumption',
    shape: object({
      'name!': text,
      'properties!': object({
        'category!': choice('Cost'),
        'amount!': int,
        'timeGrain!': choice('Monthly', 'Quarterly', 'Annually'),
        'timePeriod!': object({ 'startDate!': text, endDate: text }),
        notifications: dictionary(
          object({
            'enabled!': bool,
            'operator!': choice('EqualTo', 'GreaterThan', 'GreaterThanOrEqualTo'),
            'threshold!': int,
            thresholdType: choice('Actual', 'Forecasted'),
            'contactEmails!': list(text),
            contactGroups: list(text),
          }),
        ),
      }),
    }),
  },
};
